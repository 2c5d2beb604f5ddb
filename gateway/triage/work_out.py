"""Working triage out anew: of whomever something has happened to, and every morning.

A panel has its morning in one instant, so it is worked out for many together.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.cohort import all_enrolled, local, moment
from gateway.cohort.tables import Patient
from gateway.errors import UnknownPatient
from gateway.timers import Timer, Together
from gateway.triage.facts import facts_of
from gateway.triage.rulebook import Assessed, Facts, TriageRules
from gateway.triage.tables import Triage

Cause = tuple[str, str]
"""What happened, and the id of what it happened to."""
FADE = frozenset({"missed doses", "answered days"})
"""Facts that end by themselves, as days pass."""
MORNING = "04:00"
_STANDS = select(Triage).where(Triage.patient_id == bindparam("patient"), Triage.ended_at.is_(None))
_HELD = (
    select(Triage)
    .where(Triage.patient_id.in_(bindparam("patients", expanding=True)), Triage.ended_at.is_(None))
    .order_by(Triage.patient_id)
    .with_for_update()
)


def timer_handlers(rules: TriageRules) -> dict[str, Together]:
    return {"triage": Together(partial(_due, rules))}


def current(session: Session, patient_id: str) -> Triage | None:
    """What stands now; None for somebody to whom nothing has happened yet."""
    return session.scalar(_STANDS, {"patient": patient_id})


def work_out_again(session: Session, rules: TriageRules, *, now: datetime) -> int:
    """After a start: everybody who was judged by other rules; how many they are."""
    other = select(Triage.patient_id).where(
        Triage.ended_at.is_(None), Triage.version != rules.version
    )
    ids = session.scalars(other).all()
    for patient_id in ids:
        timers.soon(session, "triage", patient_id, "rules_changed", patient_id, now=now)
    return len(ids)


def work_out(
    session: Session, rules: TriageRules, patients: Mapping[Patient, Cause], *, now: datetime
) -> None:
    """Count the facts and keep each level with its reason, if either is another than before.

    The rows that stand are held first, so that of two at work the later sees what the earlier saw;
    where the earlier has put another in its place, only one may stand: the later is tried again.
    """
    ids = [patient.id for patient in patients]
    standing = {row.patient_id: row for row in session.scalars(_HELD, {"patients": ids})}
    facts = facts_of(session, patients, now=now)
    _wake_tomorrow(session, patients, facts, now)
    for patient, (event, cause) in patients.items():
        found, before = rules.assess(facts[patient.id]), standing.get(patient.id)
        if before is None or _stood(before) != (found.level, found.rule, rules.version):
            _change(session, before, _row(patient, found, rules, before, event, cause, now), now)


def _stood(before: Triage) -> tuple[str, str, str]:
    return before.level, before.rule, before.version


def _change(session: Session, before: Triage | None, row: Triage, now: datetime) -> None:
    if before:
        before.ended_at = now
        session.flush()  # only one may stand
    session.add(row)
    session.flush()
    if before is None or before.level != row.level:
        _tell(session, row, before, now)


def _row(
    patient: Patient,
    found: Assessed,
    rules: TriageRules,
    before: Triage | None,
    event: str,
    cause: str,
    now: datetime,
) -> Triage:
    same = before is not None and before.level == found.level
    level_since = before.level_since if before and same else now
    within = rules.review_within.get(found.level)
    return Triage(
        patient_id=patient.id,
        level=found.level,
        rule=found.rule,
        reason=found.because,
        version=rules.version,
        event=event,
        cause=cause,
        since=now,
        level_since=level_since,
        review_by=level_since + within if within else None,
    )


def _tell(session: Session, row: Triage, before: Triage | None, now: datetime) -> None:
    journal.write(
        session,
        "triage_changed",
        row.id,
        now=now,
        patient_id=row.patient_id,
        before=before.level if before else "",
        after=row.level,
        rule=row.rule,
        version=row.version,
        cause=f"{row.event}:{row.cause}",
    )


def _wake_tomorrow(
    session: Session, patients: Collection[Patient], facts: Mapping[str, Facts], now: datetime
) -> None:
    """What fades is looked at each morning of hers, until nothing is left that can fade."""
    fading = {patient.id for patient in patients if FADE & set(facts[patient.id])}
    again = [
        (patient.id, _key(patient), _next_morning(patient, now))
        for patient in patients
        if patient.id in fading
    ]
    timers.wake_each(session, "triage", again)
    timers.cancel(session, *(_key(one) for one in patients if one.id not in fading))


def _key(patient: Patient) -> str:
    return f"triage:{patient.id}:morning"


def _next_morning(patient: Patient, now: datetime) -> datetime:
    day = local(patient, now).date()
    while (at := moment(day, MORNING, patient.timezone)) <= now:
        day += timedelta(days=1)
    return at


def _due(rules: TriageRules, session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Somebody to whom two things happened at once is worked out once, because of the first."""
    causes: dict[str, Cause] = {}
    for timer in due:
        _, patient_id, event, *rest = timer.key.split(":")
        causes.setdefault(timer.subject_id, (event, rest[0] if rest else patient_id))
    found = all_enrolled(session, causes)
    if missing := causes.keys() - found.keys():
        raise UnknownPatient(min(missing))
    # by id, so that two workers take their rows in the same order
    work_out(session, rules, {found[each]: causes[each] for each in sorted(causes)}, now=now)
