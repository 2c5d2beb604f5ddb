"""Replies: what a patient's message means for her care."""
