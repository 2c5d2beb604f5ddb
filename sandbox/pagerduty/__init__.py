"""PagerDuty's face: the Events API, the REST API, and signed webhooks v3."""
