"""Key 1 on a call of the second route: somebody on call says "I have it"."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.escalations import alarms, paging
from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import Escalation, Ring

KEY = "1"


def press(
    session: Session, ring_id: str, keys: str, rules: EscalationRules, *, now: datetime
) -> bool:
    """True when somebody has said, with key 1, that they have it: nobody else is called for this
    page. False for any other key, and for a call we know nothing of.

    It acknowledges nothing, here or at PagerDuty: a key shows no face. The case stays open and the
    banner up. Whoever pressed must take the case in time, see `stops`. Pressed twice is once.
    """
    called = session.get(Ring, ring_id)
    if called is None or keys[:1] != KEY:
        return False
    case = session.get_one(Escalation, called.case_id, with_for_update=True, populate_existing=True)
    session.refresh(called, with_for_update=True)
    if called.pressed_at:
        return True
    called.pressed_at = now
    journal.write(
        session, "on_call_has_it", case.id, now=now, patient_id=case.patient_id, by=called.name
    )
    if case.state == "open" and called.wanted_at >= case.page_began:
        until = now + rules.on_call.taken_within
        timers.wake(session, "ring", case.id, key=f"ring:{case.id}", at=until)
    return True


def has_it(session: Session, case: Escalation) -> Ring | None:
    """The last call in which somebody said so of the page that is out now."""
    mine = select(Ring).where(Ring.case_id == case.id, Ring.wanted_at >= case.page_began)
    said = mine.where(Ring.pressed_at.is_not(None)).order_by(Ring.pressed_at.desc())
    return session.scalars(said.limit(1)).first()


def of_earlier_page(session: Session, case: Escalation) -> bool:
    """Whether somebody said so of an earlier page, and nobody was called about this one yet."""
    calls = session.execute(
        select(Ring.pressed_at, Ring.wanted_at).where(Ring.case_id == case.id)
    ).all()
    since = any(wanted_at >= case.page_began for _, wanted_at in calls)
    return not since and any(pressed_at for pressed_at, _ in calls)


def stops(session: Session, case: Escalation, rules: EscalationRules, *, now: datetime) -> bool:
    """Whether nobody is called now, because somebody said "I have it".

    When the case was not taken in time all the same, the page goes out anew, a banner says why,
    and the new page's own clocks begin to call again.
    """
    said = has_it(session, case)
    if said is None or said.pressed_at is None:
        return False
    until = said.pressed_at + rules.on_call.taken_within
    if now < until:
        timers.wake(session, "ring", case.id, key=f"ring:{case.id}", at=until)
        return True
    what = "not_taken_after_all"
    alarms.sound(session, what, key=f"{what}:{case.dedup_key}", now=now, case_id=case.id)
    again = f"promotora:again:{case.id}:{case.pages}"
    paging.renew(session, case, again, "unanswered", now=now, goes_on=True)
    return True
