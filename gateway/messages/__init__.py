"""Messages: what is said to a phone, and how far it got."""
