"""Webhooks: what vendors tell us."""
