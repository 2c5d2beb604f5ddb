"""Conversation: one inbound message from the safety net to its answer."""
