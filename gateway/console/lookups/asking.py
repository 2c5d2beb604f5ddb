"""How a patient is asked, what became of it lately, and what nobody could be asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import check_ins
from gateway.check_ins import CheckIn, CheckInRules, Pause, Schedule
from gateway.cohort import local
from gateway.cohort.tables import Patient
from gateway.console.presenters.asking import (
    BECAME,
    PAUSES,
    Became,
    Planned,
    Preset,
    Standing,
    became,
    day_words,
    planned,
    standing,
)
from gateway.console.presenters.cases import full_name
from gateway.console.presenters.practice import Practice
from gateway.settings import Settings

LATELY = timedelta(days=14)
OUTAGE = ("too_late", "not_sent")
MOST = 2000


def rules_of(settings: Settings) -> CheckInRules:
    """As read when the process first asked; like every protocol, a change needs a restart."""
    return _rules(settings.protocols_dir)


@lru_cache
def _rules(folder: str) -> CheckInRules:
    return check_ins.load(Path(folder))


@dataclass(frozen=True)
class Asking:
    """Everything of the page; dates are hers. `not_asked` counts the days of `lately` without a
    question."""

    id: str
    name: str
    given_name: str
    active: bool
    pause: Standing | None
    reasons: tuple[tuple[str, str], ...]
    first_day: str
    last_day: str
    today: str
    presets: tuple[Preset, ...]
    schedules: tuple[Planned, ...]
    lately: tuple[tuple[str, tuple[Became, ...]], ...]


def asking_of(session: Session, patient: Patient, rules: CheckInRules, *, now: datetime) -> Asking:
    today = local(patient, now).date()
    pause = check_ins.planned(session, patient, now)
    chosen = check_ins.ladder_of(session, patient, rules.ladders)
    hers = select(Schedule).where(Schedule.patient_id == patient.id, Schedule.active)
    return Asking(
        id=patient.id,
        name=full_name(patient),
        given_name=patient.given_name,
        active=patient.active,
        pause=standing(pause, today) if pause else None,
        reasons=tuple(PAUSES.items()),
        today=str(today),
        first_day=str(today + timedelta(days=1)),
        last_day=str(today + check_ins.pauses.LONGEST),
        presets=tuple(
            Preset(name, ladder.label, ladder.means, ladder.name == chosen.name)
            for name, ladder in rules.ladders.presets.items()
        ),
        schedules=tuple(planned(s) for s in session.scalars(hers.order_by(Schedule.local_time))),
        lately=_lately(session, patient, today),
    )


def _lately(
    session: Session, patient: Patient, today: date
) -> tuple[tuple[str, tuple[Became, ...]], ...]:
    since = str(today - LATELY)
    hers = (
        select(CheckIn)
        .where(CheckIn.patient_id == patient.id, CheckIn.local_date >= since)
        .order_by(CheckIn.local_date.desc(), CheckIn.due_at)
    )
    rows = [became(check_in) for check_in in session.scalars(hers)]
    return tuple((day, tuple(of_day)) for day, of_day in groupby(rows, key=lambda row: row.day))


@dataclass(frozen=True)
class Missing:
    """One reason of one day: how many questions, whose."""

    day: str
    why: str
    count: int
    patients: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NotAsked:
    """What an outage swallowed lately, newest first; and who is paused, with the words for it."""

    outages: tuple[Missing, ...]
    paused: tuple[tuple[str, str, Standing], ...]


def not_asked(session: Session, practice: Practice, *, now: datetime) -> NotAsked:
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    rows = session.execute(
        select(CheckIn.local_date, CheckIn.why, Patient)
        .join(Patient, Patient.id == CheckIn.patient_id)
        .where(CheckIn.state == "skipped", CheckIn.why.in_(OUTAGE))
        .where(CheckIn.local_date >= str(today - LATELY))
        .order_by(CheckIn.local_date.desc(), CheckIn.why, Patient.family_name, Patient.id)
        .limit(MOST)
    ).all()
    outages = []
    for (day, why), group in groupby(rows, key=lambda row: (row[0], row[1])):
        whose = [patient for _, _, patient in group]
        names = {patient.id: full_name(patient) for patient in whose}
        words = BECAME[why][0]
        outages.append(Missing(day_words(day), words, len(whose), tuple(names.items())))
    return NotAsked(tuple(outages), _paused(session, today))


def _paused(session: Session, today: date) -> tuple[tuple[str, str, Standing], ...]:
    found = session.execute(
        select(Pause, Patient)
        .join(Patient, Patient.id == Pause.patient_id)
        .where(Pause.ended_at.is_(None), Pause.ends_on > str(today), Patient.active)
        .order_by(Pause.ends_on, Patient.family_name)
    )
    return tuple((p.id, full_name(p), standing(pause, today)) for pause, p in found)
