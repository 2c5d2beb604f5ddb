"""Switchboard: what is said on the telephone, one webhook at a time, out of the database alone."""

from gateway.switchboard.desk import Switchboard

__all__ = ["Switchboard"]
