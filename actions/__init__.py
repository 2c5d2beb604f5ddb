"""What the assistant does in the action server: tell the clinic, then say what it answered."""
