"""Holding a page back while she measures again, if the protocol says so and all else is quiet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway import chart, consent, journal, timers
from gateway.cohort.tables import Patient
from gateway.escalations.tables import Concern, Escalation
from gateway.inbox import InboundMessage
from gateway.protocols import Recheck as Rule
from gateway.protocols import Rulebook
from gateway.rechecks.second import end
from gateway.rechecks.tables import Recheck


@dataclass(frozen=True)
class First:
    """A critical value as it was found: `key`, `detail` and `beyond` as its case would have them;
    `values` in stored units; `told_at` when her message came; `version` of the protocol."""

    key: str
    vital: str
    message_sid: str
    values: Mapping[str, float]
    detail: str
    version: str
    beyond: Mapping[str, float]
    told_at: datetime
    reading_id: str | None = None


def holds_back(
    session: Session, patient: Patient, first: First, rules: Rulebook, *, now: datetime
) -> bool:
    """True: nobody is paged for this value yet, a second one or the fall-back decides.

    False, and the caller pages, when no rule is switched on, the value is beyond a limit of
    `at_once`, another value waits already, something critical of hers is open or found in the
    same message, the net saw words of danger in it, she said it on the phone, she may not be
    texted, or the time is up.
    """
    if known := session.scalar(select(Recheck).where(Recheck.key == first.key).with_for_update()):
        return _again(session, known, first, rules, patient, now)
    rule = rules.recheck(patient.conditions, first.vital, first.values)
    if rule is None or _waits(session, patient) or _danger(session, patient, first):
        return False
    if now >= first.told_at + rule.fall_back_after or not consent.may_text(session, patient.phone):
        return False
    _begin(session, patient, first, rule, now)
    return True


def about(
    session: Session, patient: Patient, message_sid: str, readings: Collection[str]
) -> Sequence[Recheck]:
    """Her re-checks of what is critical in this message, or of one of these readings."""
    either = or_(Recheck.message_sid == message_sid, Recheck.reading_id.in_(readings))
    hers = select(Recheck).where(Recheck.patient_id == patient.id, either)
    return session.scalars(hers.order_by(Recheck.id)).all()


def of_reading(session: Session, reading_id: str) -> Recheck | None:
    """The wait of a critical reading that has paged nobody, or not yet."""
    mine = select(Recheck).where(Recheck.reading_id == reading_id, Recheck.state != "paged")
    return session.scalar(mine.limit(1))


def _again(
    session: Session,
    known: Recheck,
    first: First,
    rules: Rulebook,
    patient: Patient,
    now: datetime,
) -> bool:
    """The reading of a value that the safety net has found, or another value of the message."""
    if known.state == "paged":
        return False
    if (
        known.vital != first.vital
        or rules.recheck(patient.conditions, first.vital, first.values) is None
    ):
        end(session, known, "breach", now=now)
        return False
    known.reading_id = known.reading_id or first.reading_id
    return True


def _waits(session: Session, patient: Patient) -> bool:
    mine = select(Recheck.id).where(Recheck.patient_id == patient.id, Recheck.state == "waiting")
    return session.scalar(mine.limit(1)) is not None


def _danger(session: Session, patient: Patient, first: First) -> bool:
    message = session.scalar(select(InboundMessage).where(InboundMessage.sid == first.message_sid))
    if message and (message.channel != "sms" or (message.screening or {}).get("flag")):
        return True
    found = select(Concern.id).where(Concern.key == first.key)
    open_case = select(Escalation.id).where(
        Escalation.patient_id == patient.id,
        Escalation.tier == "critical",
        Escalation.state != "closed",
    )
    return any(session.scalar(one.limit(1)) is not None for one in (found, open_case))


def _begin(session: Session, patient: Patient, first: First, rule: Rule, now: datetime) -> None:
    row = Recheck(
        key=first.key,
        patient_id=patient.id,
        vital=first.vital,
        message_sid=first.message_sid,
        reading_id=first.reading_id,
        detail=first.detail,
        version=first.version,
        beyond=dict(first.beyond),
        minutes=int(rule.after.total_seconds() // 60),
        began_at=now,
        fall_back_at=first.told_at + rule.fall_back_after,
    )
    session.add(row)
    session.flush()
    timers.wake(session, "recheck_ask", row.id, key=f"recheck_ask:{row.id}", at=now)
    timers.wake(session, "recheck_due", row.id, key=f"recheck_due:{row.id}", at=row.fall_back_at)
    journal.write(
        session, "recheck_began", row.id, now=now, patient_id=patient.id, vital=row.vital,
        version=row.version,
    )  # fmt: skip
    words = f"Asked to measure again, {first.detail}. A clinician is paged unless the next is good."
    key = f"note:recheck:{row.id}"
    chart.note(session, patient, words, kind="escalation", key=key, started=now, now=now)
