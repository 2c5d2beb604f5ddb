"""How urgent a patient is: a word, a colour, a reason, and by when somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.console.presenters.times import due, when
from gateway.triage import Triage

TONES = {"urgent": "bad", "elevated": "abnormal", "routine": "wait", "stable": "good"}
UNKNOWN = "Nothing has happened yet"


@dataclass(frozen=True)
class Urgency:
    """`level` is a code, `tone` its icon and colour; `by` is empty where nobody has to hurry.

    `rule` says in full why: the line of the rules, their version, and since when.
    """

    level: str
    tone: str
    words: str
    reason: str
    by: str = ""
    late: bool = False
    rule: str = ""


def urgency(
    row: Triage | None, labels: Mapping[str, str], timezone: str, *, now: datetime
) -> Urgency:
    if row is None:
        return Urgency("routine", TONES["routine"], labels.get("routine", "Routine"), UNKNOWN)
    line = f"\u201c{row.rule}\u201d" if row.rule else "no line holds"
    version = row.version.replace("@", " version ")
    since = when(row.since, timezone, now=now).words
    return Urgency(
        level=row.level,
        tone=TONES.get(row.level, "wait"),
        words=labels.get(row.level, row.level.capitalize()),
        reason=row.reason,
        by=due(row.review_by, now=now) if row.review_by else "",
        late=bool(row.review_by and row.review_by < now),
        rule=f"{line}, triage of {version}, since {since}",
    )
