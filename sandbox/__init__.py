"""Stands in, over real HTTP, for Twilio, PagerDuty and Oracle Health."""
