"""What a page must know of the practice: its clock, and how soon a case must be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.escalations.tables import Escalation


@dataclass(frozen=True)
class Practice:
    """`timezone` is for what has no patient; the windows are those of protocols/escalation.yml.

    `levels`: what the levels of protocols/triage.yml are called.
    """

    timezone: str
    echo_within: timedelta
    windows: Mapping[str, timedelta]
    levels: Mapping[str, str] = field(default_factory=dict)

    def overdue(self, case: Escalation, now: datetime) -> bool:
        """Nobody took the case in its tier's time; a tier without a window is never late."""
        window = self.windows.get(case.tier, timedelta.max)
        return case.state == "open" and now - case.waits_from >= window
