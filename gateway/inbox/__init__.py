"""Inbox: what came in, kept before anyone is thanked; one patient at a time, in order."""
