"""Working a patient's triage out anew, after everything that happens to her and every morning."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.cohort import enrolled, local, moment
from gateway.cohort.tables import Patient
from gateway.timers import Timer
from gateway.triage.facts import facts_of
from gateway.triage.rulebook import Assessed, Facts, TriageRules
from gateway.triage.tables import Triage

Handler = Callable[[Session, Timer, datetime], None]
FADE = frozenset({"missed doses", "answered days"})
"""Facts that end by themselves, as days pass."""
MORNING = "04:00"
_STANDS = select(Triage).where(Triage.patient_id == bindparam("patient"), Triage.ended_at.is_(None))
_HELD = _STANDS.with_for_update()


def timer_handlers(rules: TriageRules) -> dict[str, Handler]:
    return {"triage": partial(_due, rules)}


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
    session: Session,
    patient: Patient,
    rules: TriageRules,
    event: str,
    cause: str,
    *,
    now: datetime,
) -> Triage:
    """Count the facts and keep the level with its reason, if either is another than before.

    The row that stands is held first, so that of two at work the later sees what the earlier saw.
    """
    before = session.scalar(_HELD, {"patient": patient.id})
    facts = facts_of(session, patient, now=now)
    found = rules.assess(facts)
    _wake_tomorrow(session, patient, facts, now)
    if before and (before.level, before.rule, before.version) == (
        found.level,
        found.rule,
        rules.version,
    ):
        return before
    if before:
        before.ended_at = now
        session.flush()  # only one may stand
    row = _row(patient, found, rules, before, event, cause, now)
    session.add(row)
    session.flush()
    if before is None or before.level != found.level:
        _tell(session, patient, row, before, now)
    return row


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


def _tell(
    session: Session, patient: Patient, row: Triage, before: Triage | None, now: datetime
) -> None:
    journal.write(
        session,
        "triage_changed",
        row.id,
        now=now,
        patient_id=patient.id,
        before=before.level if before else "",
        after=row.level,
        rule=row.rule,
        version=row.version,
        cause=f"{row.event}:{row.cause}",
    )


def _wake_tomorrow(session: Session, patient: Patient, facts: Facts, now: datetime) -> None:
    """What fades is looked at each morning of hers, until nothing is left that can fade."""
    key = f"triage:{patient.id}:morning"
    if not FADE & set(facts):
        timers.cancel(session, key)
        return
    day = local(patient, now).date()
    while (at := moment(day, MORNING, patient.timezone)) <= now:
        day += timedelta(days=1)
    timers.wake(session, "triage", patient.id, key=key, at=at)


def _due(rules: TriageRules, session: Session, timer: Timer, now: datetime) -> None:
    patient = enrolled(session, timer.subject_id)
    _, _, event, *rest = timer.key.split(":")
    work_out(session, patient, rules, event, rest[0] if rest else patient.id, now=now)
