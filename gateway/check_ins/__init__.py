"""Check-ins: asking, and what happens after silence."""
