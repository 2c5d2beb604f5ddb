"""Protocols: what the clinicians wrote."""
