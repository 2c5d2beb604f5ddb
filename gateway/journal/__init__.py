"""Journal: what happened, per patient, append-only. Other folders use `write`."""

from gateway.journal.tables import JournalLine
from gateway.journal.write import write

__all__ = ["JournalLine", "write"]
