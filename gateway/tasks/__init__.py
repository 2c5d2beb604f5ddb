"""Tasks: the care managers' queue."""
