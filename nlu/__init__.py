"""What runs inside Rasa: reading what the patient wrote."""
