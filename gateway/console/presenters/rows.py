"""The patient list: who comes first, and what her row shows."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import Case, full_name
from gateway.console.presenters.times import place
from gateway.console.presenters.urgency import Urgency
from gateway.console.presenters.vitals import Measured, measured, plain
from gateway.readings.tables import Reading
from gateway.triage.rulebook import LEVELS

LANGUAGES = {"en": "English", "es": "Spanish"}
ROUTINE = LEVELS.index("routine")
COLUMNS = ("blood_pressure", "glucose", "weight")


@dataclass(frozen=True)
class Row:
    """One patient; `latest` is one reading or None for each of COLUMNS, then any other vital.

    `clock` names the clock their times are told by, e.g. "Eastern".
    """

    id: str
    name: str
    language: str
    conditions: tuple[str, ...]
    latest: tuple[Measured | None, ...]
    others: tuple[Measured, ...]
    clock: str
    cases: tuple[Case, ...]
    tasks: int
    late_tasks: int
    urgency: str
    triage: Urgency


@dataclass(frozen=True)
class Standing:
    """What is open for one patient, counted, and her triage (0 urgent to 3 stable): enough to put
    the list in order."""

    critical_open: int = 0
    critical_seen: int = 0
    abnormal: int = 0
    tasks: int = 0
    late_tasks: int = 0
    triage: int = ROUTINE

    @property
    def rank(self) -> tuple[bool, bool, int, bool, bool, bool]:
        """Sorts first who needs someone first."""
        return (
            not self.critical_open,
            not self.critical_seen,
            self.triage,
            not self.abnormal,
            not self.late_tasks,
            not self.tasks,
        )

    @property
    def needs_someone(self) -> bool:
        """An open case or a late task; a task that is not due yet can wait."""
        return bool(self.critical_open or self.critical_seen or self.abnormal or self.late_tasks)

    @property
    def urgency(self) -> str:
        if self.critical_open or self.critical_seen:
            return "critical"
        return "abnormal" if self.abnormal or self.late_tasks else "calm"


def row(
    patient: Patient,
    standing: Standing,
    latest: Mapping[str, Reading],
    cases: Sequence[Case],
    triage: Urgency,
    *,
    now: datetime,
) -> Row:
    shown = {v: measured(r, patient.timezone, now=now) for v, r in latest.items()}
    return Row(
        id=patient.id,
        name=full_name(patient),
        language=language(patient.language),
        conditions=tuple(plain(name) for name in patient.conditions),
        latest=tuple(shown.get(vital) for vital in COLUMNS),
        others=tuple(m for vital, m in shown.items() if vital not in COLUMNS),
        clock=place(patient.timezone).removesuffix(" time"),
        cases=tuple(cases),
        tasks=standing.tasks,
        late_tasks=standing.late_tasks,
        urgency=standing.urgency,
        triage=triage,
    )


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def matches(search: str, words: Iterable[str]) -> bool:
    """Every word typed begins a word of the name, or is part of the phone number.

    Accents and capitals do not matter: a nurse who types "pena" finds Peña.
    """
    known = [part for word in words for part in folded(word).split()]
    return all(
        any(part.startswith(typed) or (typed.isdigit() and typed in part) for part in known)
        for typed in folded(search).split()
    )


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()
