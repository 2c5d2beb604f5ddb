"""Readings: what patients told us."""
