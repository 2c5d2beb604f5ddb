"""Consent: who may be texted, and when."""
