"""The pages of a case: the first, and a new one when people must be notified again."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway import journal, outbox, timers
from gateway.escalations.tables import EarlierPage, Escalation
from gateway.journal import JournalLine


def begin(session: Session, case: Escalation, *, now: datetime) -> None:
    """Send the case's page, and look again at once: the windows are read from the rules then."""
    outbox.post(
        session,
        "page",
        case.id,
        key=f"page:{case.dedup_key}",
        now=now,
        patient_id=case.patient_id,
        urgent=2 if case.tier == "critical" else 0,
    )
    watch(session, case, now=now)


def watch(session: Session, case: Escalation, *, now: datetime) -> None:
    """Start the clocks of a wait."""
    for clock in ("page_echo", "ack_window"):
        timers.wake(session, clock, case.id, key=f"{clock}:{case.id}", at=now)


def renew(
    session: Session,
    case: Escalation,
    key: str,
    why: str,
    *,
    now: datetime,
    goes_on: bool = False,
    was: str = "",
) -> None:
    """Notify people again: PagerDuty stays silent for a key it knows, so the page gets `key`.

    The page before is ended there, so that one case is one open incident. `why`: worse,
    unanswered, lost, left, reopened. `goes_on`: nobody had it, and the wait and its calls are not
    begun again, or whoever keeps texting would keep the physician from being called. `was`: the
    tier of the page before, when the case has another by now.
    """
    session.add(_earlier(case, was or case.tier, why, now))
    outbox.withdraw(session, case.id, "page", why=f"paged anew: {why}", now=now)
    end(session, case, case.dedup_key, now=now)
    case.dedup_key, case.page_at, case.pages = key, now, case.pages + 1
    case.paged_at = case.echoed_at = case.incident_id = case.incident_url = None
    if not goes_on:
        case.waiting_since, case.acknowledged_at, case.acknowledged_by = now, None, None
        timers.cancel(session, f"ring:{case.id}")
    begin(session, case, now=now)
    journal.write(
        session,
        "paged_again",
        case.id,
        now=now,
        patient_id=case.patient_id,
        tier=case.tier,
        why=why,
    )


def end(session: Session, case: Escalation, dedup_key: str, *, now: datetime) -> None:
    """Let PagerDuty end the page with this key; a page may be ended more than once."""
    tell(session, "resolve", case, dedup_key, now=now)


def tell(session: Session, kind: str, case: Escalation, dedup_key: str, *, now: datetime) -> None:
    """Post `kind` (resolve, acknowledge) about a page; what was told before may be told again."""
    letters = outbox.Letter
    before = select(func.count()).where(
        letters.subject_id == case.id, letters.kind == kind, letters.key.contains(dedup_key)
    )
    number = session.scalar(before)
    key = f"{kind}:{dedup_key}" + (f"#{number}" if number else "")
    outbox.post(session, kind, case.id, key=key, now=now, patient_id=case.patient_id)


def nth(session: Session, case: Escalation, event: str) -> str:
    """What tells the second time of `event` in a case from the first, for keys: "", ":2", ":3"."""
    lines = select(func.count()).where(
        JournalLine.subject_id == case.id, JournalLine.event == event
    )
    before = session.scalar(lines) or 0
    return f":{before + 1}" if before else ""


def _earlier(case: Escalation, tier: str, why: str, now: datetime) -> EarlierPage:
    return EarlierPage(
        dedup_key=case.dedup_key,
        case_id=case.id,
        tier=tier,
        why=why,
        began_at=case.page_began,
        ended_at=now,
        paged_at=case.paged_at,
        echoed_at=case.echoed_at,
        incident_id=case.incident_id,
        acknowledged_at=case.acknowledged_at,
        acknowledged_by=case.acknowledged_by,
    )
