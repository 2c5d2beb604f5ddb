"""Cohort: who is enrolled."""
