"""Escalations: getting a clinician to look."""
