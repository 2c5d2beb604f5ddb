"""The patient list: everybody in order of need, then the rows of one page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.console.lookups.cases import open_cases, patients_of, words_of
from gateway.console.lookups.urgencies import ranks, triages
from gateway.console.presenters.cases import Case, case
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.rows import Row, Standing, folded, matches, row
from gateway.console.presenters.urgency import urgency
from gateway.escalations.tables import Escalation
from gateway.readings.tables import Reading
from gateway.tasks.tables import Task

PER_PAGE = 40


@dataclass(frozen=True)
class Listing:
    """One page of the list. `urgent` are the critical cases of all pages, strangers' too."""

    rows: tuple[Row, ...]
    urgent: tuple[Case, ...]
    found: int
    needing: int
    page: int
    pages: int
    search: str = ""
    only_now: bool = False
    counts: dict[str, int] = field(default_factory=dict)


def listing(
    session: Session,
    practice: Practice,
    search: str,
    only_now: bool,
    page: int,
    *,
    now: datetime,
) -> Listing:
    """The page's rows.

    Names and counts of all active patients are read each time: 5 ms for a panel of 2,500. A
    much larger one would need the order in SQL and a folded name column.
    """
    standings = _standings(session, now)
    calm = Standing()
    wanted = [
        (standings.get(found.id, calm).rank, folded(found.family_name), found.id)
        for found in session.execute(
            select(Patient.id, Patient.given_name, Patient.family_name, Patient.phone).where(
                Patient.active.is_(True)
            )
        )
        if matches(search, (found.given_name, found.family_name, found.phone))
        and (not only_now or standings.get(found.id, calm).needs_someone)
    ]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(max(1, page), pages)
    ids = [entry[2] for entry in sorted(wanted)[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return Listing(
        rows=_rows(session, ids, standings, practice, now=now),
        urgent=_urgent(session, practice, now=now),
        found=len(wanted),
        needing=sum(standing.needs_someone for standing in standings.values()),
        page=page,
        pages=pages,
        search=search,
        only_now=only_now,
    )


def _standings(session: Session, now: datetime) -> dict[str, Standing]:
    counts: dict[str, dict[str, int]] = {}
    cases = (
        select(Escalation.patient_id, Escalation.tier, Escalation.state, func.count().label("n"))
        .where(Escalation.state != "closed", Escalation.patient_id.is_not(None))
        .group_by(Escalation.patient_id, Escalation.tier, Escalation.state)
    )
    for found in session.execute(cases):
        seen = "critical_open" if found.state == "open" else "critical_seen"
        name = seen if found.tier == "critical" else "abnormal"
        mine = counts.setdefault(found.patient_id, {})
        mine[name] = mine.get(name, 0) + found.n
    tasks = select(Task.patient_id, Task.due_at).where(
        Task.state == "open", Task.patient_id.is_not(None)
    )
    for patient_id, due_at in session.execute(tasks):
        mine = counts.setdefault(str(patient_id), {})
        mine["tasks"] = mine.get("tasks", 0) + 1
        mine["late_tasks"] = mine.get("late_tasks", 0) + (due_at < now)
    for patient_id, level in ranks(session).items():
        counts.setdefault(patient_id, {})["triage"] = level
    return {patient_id: Standing(**mine) for patient_id, mine in counts.items()}


def _urgent(session: Session, practice: Practice, *, now: datetime) -> tuple[Case, ...]:
    cases = open_cases(session, Escalation.tier == "critical")
    patients = patients_of(session, [c.patient_id for c in cases])
    words = words_of(session, [c.message_sid for c in cases])
    return tuple(
        case(
            found,
            patients.get(found.patient_id or ""),
            practice,
            now=now,
            words=words.get(found.message_sid or ""),
        )
        for found in cases
    )


def _rows(
    session: Session,
    ids: Sequence[str],
    standings: dict[str, Standing],
    practice: Practice,
    *,
    now: datetime,
) -> tuple[Row, ...]:
    patients = patients_of(session, ids)
    readings = latest(session, ids)
    urgent = triages(session, ids)
    cases: dict[str, list[Case]] = {}
    for found in open_cases(session, Escalation.patient_id.in_(ids)):
        mine = cases.setdefault(str(found.patient_id), [])
        mine.append(case(found, patients.get(str(found.patient_id)), practice, now=now))
    return tuple(
        row(
            patients[id_],
            standings.get(id_, Standing()),
            readings.get(id_, {}),
            cases.get(id_, []),
            urgency(urgent.get(id_), practice.levels, patients[id_].timezone, now=now),
            now=now,
        )
        for id_ in ids
    )


def latest(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Reading]]:
    """patient id -> vital -> the last reading that is not marked as an error."""
    nth = func.row_number().over(
        partition_by=(Reading.patient_id, Reading.vital),
        order_by=(Reading.taken_at.desc(), Reading.id.desc()),
    )
    newest = (
        select(Reading.id, nth.label("nth"))
        .where(Reading.patient_id.in_(ids), Reading.status == "final")
        .subquery()
    )
    found: dict[str, dict[str, Reading]] = {}
    query = select(Reading).join(newest, newest.c.id == Reading.id).where(newest.c.nth == 1)
    for reading in session.scalars(query):
        found.setdefault(reading.patient_id, {})[reading.vital] = reading
    return found
