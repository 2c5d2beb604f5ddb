"""What a case is about, and whether something new is worse than what is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway.cohort import Patient
from gateway.escalations.tables import Concern, Escalation

TIERS = ("critical", "abnormal")
"""Those with cases of their own, worst first."""
REPEATS_WITHIN = timedelta(hours=4)
"""After an acknowledgement of this age somebody must look again, also when nothing is worse."""


@dataclass(frozen=True)
class Found:
    """Something a clinician must look at, found in one message.

    `beyond`: by each rule of its tier that held, how far the values are beyond the limit (in the
    unit of the rule); empty when nobody measured. See Concern.
    """

    tier: str
    cause: str
    detail: str
    key: str
    reading_id: str | None = None
    message_sid: str | None = None
    vital: str | None = None
    beyond: Mapping[str, float] = field(default_factory=dict)

    def row(self, case: Escalation, now: datetime) -> Concern:
        return Concern(
            key=self.key,
            case_id=case.id,
            tier=self.tier,
            cause=self.cause,
            detail=self.detail,
            vital=self.vital,
            reading_id=self.reading_id,
            message_sid=self.message_sid,
            beyond=dict(self.beyond),
            at=now,
        )


def words_paged(session: Session, message_sid: str) -> bool:
    """Whether words of danger in this message have been paged, or taken in by an open case."""
    hers = select(Concern.id).where(Concern.message_sid == message_sid, Concern.cause == "red_flag")
    return session.scalar(hers.limit(1)) is not None


def told(session: Session, message_sid: str, readings: Collection[str]) -> str:
    """Who knows of what is critical in this message, or in one of these readings: nobody (it was
    never paged), seen (a person has taken each of its pages, after it was found), or paged."""
    either = or_(Concern.message_sid == message_sid, Concern.reading_id.in_(readings))
    found = session.execute(
        select(Concern.at, Escalation.state, Escalation.acknowledged_at)
        .join(Escalation, Escalation.id == Concern.case_id)
        .where(either, Concern.tier == "critical")
    ).all()
    if not found:
        return "nobody"
    seen = all(
        state != "open" and taken_at is not None and at <= taken_at for at, state, taken_at in found
    )
    return "seen" if seen else "paged"


def of_key(session: Session, key: str) -> Concern | None:
    return session.scalar(select(Concern).where(Concern.key == key).with_for_update())


def joins(
    session: Session, found: Found, patient: Patient | None, phone: str | None
) -> Escalation | None:
    """The case nobody has closed that `found` belongs to; None: it needs one of its own.

    Whoever is in danger has one critical case. What is critical raises a case that was only
    abnormal: of the same vital, or of any when it is words or cannot be told. What is abnormal
    belongs to the case of its vital, which its next good reading ends.
    """
    if patient is None and phone is None:
        return None
    cases = _open_cases(session, patient, phone)
    same = [case for case in cases if case.tier == found.tier]
    if found.tier == "critical":
        about = (found.vital, None) if found.vital else {case.vital for case in cases}
        return next(iter(same or [case for case in cases if case.vital in about]), None)
    return next((case for case in same if case.vital == found.vital), None)


def _open_cases(
    session: Session, patient: Patient | None, phone: str | None
) -> Sequence[Escalation]:
    hers = Escalation.patient_id == patient.id if patient else Escalation.phone == phone
    query = select(Escalation).where(hers, Escalation.state != "closed")
    if patient is None:
        query = query.where(Escalation.patient_id.is_(None))
    newest = query.where(Escalation.tier.in_(TIERS)).order_by(Escalation.opened_at.desc())
    return session.scalars(newest.with_for_update()).all()


def worse(session: Session, case: Escalation, found: Found, *, now: datetime) -> bool:
    """Whether people must be notified again.

    A higher tier always, and words of danger that the case does not know yet. After an
    acknowledgement also the same tier, unless it is a repetition: the same rules (or the same
    words), each no further beyond its limit than before, and that within REPEATS_WITHIN of the
    acknowledgement. What cannot be compared is taken for worse.
    """
    if TIERS.index(found.tier) < TIERS.index(case.tier):
        return True
    if case.state == "open":  # its page is out: another would begin PagerDuty's policy again
        return found.cause == "red_flag" and not _repeats(session, case, found)
    if case.acknowledged_at is None or now - case.acknowledged_at > REPEATS_WITHIN:
        return True
    return not _repeats(session, case, found)


def _repeats(session: Session, case: Escalation, found: Found) -> bool:
    known: dict[str, float] = {}
    mine = select(Concern).where(Concern.case_id == case.id, Concern.tier == found.tier)
    for concern in session.scalars(mine):
        for rule, beyond in concern.beyond.items():
            known[rule] = max(beyond, known.get(rule, beyond))
    return bool(found.beyond) and all(
        rule in known and beyond <= known[rule] for rule, beyond in found.beyond.items()
    )
