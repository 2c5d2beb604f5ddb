"""Journal: what happened, per patient, append-only. Other folders use `write`
(`write_each` for many)."""

from gateway.journal.tables import JournalLine
from gateway.journal.write import write, write_each

__all__ = ["JournalLine", "write", "write_each"]
