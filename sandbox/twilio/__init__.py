"""Twilio's face: the Messages API, the carrier behind it, and the phones."""
