"""Reading protocols/check_ins.yml and ladders.yml: who is asked what, when, and after silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.check_ins import ladders
from gateway.check_ins.paper import clock, naming
from gateway.check_ins.rungs import Ladder, Ladders
from gateway.check_ins.wall import Part
from gateway.cohort import Conditions
from gateway.consent import QuietHours
from gateway.escalations.rulebook import duration
from gateway.files import read_yaml

KINDS = ("bp", "glucose", "weight", "adherence", "symptom", "review")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CADENCES = {"day": "daily", "week": "weekly", "month": "monthly"}


@dataclass(frozen=True)
class Question:
    """The default schedule of one kind of check-in; later than `late_after` it is not asked."""

    conditions: frozenset[str]
    cadence: str
    on: int | None
    at: str
    late_after: timedelta


@dataclass(frozen=True)
class CheckInRules:
    """What the practice wrote about asking, and whether its number places `calls`."""

    version: str
    clinic: str
    care_manager: str
    quiet_hours: QuietHours
    spread: timedelta
    questions: Mapping[str, Question]
    parts: Mapping[str, Part]
    ladders: Ladders
    conditions: Conditions
    calls: bool = True

    @property
    def ladder(self) -> Ladder:
        """The practice's default."""
        return self.ladders.named(self.ladders.default)


def load(folder: Path, *, calls: bool = True) -> CheckInRules:
    """Read check_ins.yml, ladders.yml and conditions.yml of the protocols folder.

    Raises:
        BadRules: something is missing or malformed; the message names the file and the entry.
    """
    conditions = Conditions.load(folder)
    path = folder / "check_ins.yml"
    written = read_yaml(path)
    with naming(path):
        questions = {kind: _question(kind, written["questions"][kind]) for kind in KINDS}
        known = frozenset(conditions.icd10)
        for kind, question in questions.items():
            if unknown := question.conditions - known:
                raise ValueError(f"{kind} is for {min(unknown)!r}, which conditions.yml lacks")
        return CheckInRules(
            version=f"{written['check_ins']}@{written['version']}",
            clinic=str(written["clinic"]),
            care_manager=str(written["care_manager"]),
            quiet_hours=_quiet(written["quiet_hours"]),
            spread=duration(written["spread"]),
            questions=questions,
            parts={name: _part(part) for name, part in written["parts_of_day"].items()},
            ladders=ladders.read(folder / "ladders.yml"),
            conditions=conditions,
            calls=calls,
        )


def _question(kind: str, written: dict[str, Any]) -> Question:
    every = written["every"]
    if every not in CADENCES:
        raise ValueError(f"{kind} comes every {every!r}, not every day, week or month")
    return Question(
        conditions=frozenset(written["for"]),
        cadence=CADENCES[every],
        on=_day(kind, every, written.get("on")),
        at=clock(written["at"]),
        late_after=duration(written["late_after"]),
    )


def _day(kind: str, every: str, on: Any) -> int | None:
    if every == "day":
        return None
    if every == "week" and on in WEEKDAYS:
        return WEEKDAYS.index(on)
    if every == "month" and isinstance(on, int) and 1 <= on <= 28:
        return on
    raise ValueError(f"{kind} needs `on:` with a weekday, or a day of the month from 1 to 28")


def _part(written: dict[str, Any]) -> Part:
    part = Part(clock(written["at"]), clock(written["until"]))
    if part.at >= part.until:
        raise ValueError(f"a part of the day cannot end at {part.until} before {part.at}")
    return part


def _quiet(written: dict[str, Any]) -> QuietHours:
    return QuietHours(clock(written["from"]), clock(written["to"]))
