"""The head of a patient's page: who she is, and whether she may be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.cohort import answered_in
from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import Case, full_name, safe_link
from gateway.console.presenters.queue import QueueRow
from gateway.console.presenters.rows import language
from gateway.console.presenters.times import place, when
from gateway.console.presenters.trend import Trend
from gateway.console.presenters.urgency import Urgency
from gateway.console.presenters.vitals import NEEDED_FOR, plain

ALWAYS = ("bp", "adherence", "symptom", "review")


@dataclass(frozen=True)
class Folder:
    """`kinds` are the check-ins that fit her conditions; `clock` is the time where she lives.

    `language` was agreed on; `answered` is the one she writes in now, with its code. `reached_by`:
    text or call.
    """

    id: str
    name: str
    given_name: str
    language: str
    answered: str
    language_code: str
    age: str
    conditions: tuple[str, ...]
    phone: str
    phone_words: str
    clock: str
    place: str
    care_manager: str
    may_text: bool
    reached_by: str
    active: bool
    paused: bool
    chart_url: str
    kinds: tuple[str, ...]
    cases: tuple[Case, ...]
    tasks: tuple[QueueRow, ...]
    trends: tuple[Trend, ...]
    triage: Urgency


def open_folder(
    patient: Patient,
    *,
    may_text: bool,
    paused: bool = False,
    chart_url: str,
    cases: Sequence[Case],
    tasks: Sequence[QueueRow],
    trends: Sequence[Trend],
    triage: Urgency,
    now: datetime,
) -> Folder:
    needed = tuple(kind for kind, problem in NEEDED_FOR.items() if problem in patient.conditions)
    return Folder(
        id=patient.id,
        name=full_name(patient),
        given_name=patient.given_name,
        language=language(patient.language),
        answered=language(answered_in(patient)),
        language_code=answered_in(patient),
        age=age(patient.birth_date, now=now),
        conditions=tuple(plain(name) for name in patient.conditions),
        phone=patient.phone,
        phone_words=phone(patient.phone),
        clock=when(now, patient.timezone, now=now).clock,
        place=place(patient.timezone),
        care_manager=patient.care_manager,
        may_text=may_text,
        reached_by=patient.reached_by,
        active=patient.active,
        paused=paused,
        chart_url=safe_link(chart_url),
        kinds=ALWAYS[:1] + needed + ALWAYS[1:],
        cases=tuple(cases),
        tasks=tuple(tasks),
        trends=tuple(trends),
        triage=triage,
    )


def age(birth_date: str | None, *, now: datetime) -> str:
    """Full years; empty when the chart has no whole date."""
    try:
        born = datetime.strptime(birth_date or "", "%Y-%m-%d").replace(tzinfo=now.tzinfo)
    except ValueError:
        return ""
    return str(now.year - born.year - ((now.month, now.day) < (born.month, born.day)))


def phone(number: str) -> str:
    """A North American number as people write it; any other as it is."""
    if len(number) == 12 and number.startswith("+1") and number[2:].isdigit():
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
