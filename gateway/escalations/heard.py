"""What PagerDuty's webhook says about a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway import chart, journal, timers
from gateway.cohort import Patient
from gateway.escalations import daily, paging
from gateway.escalations.close import acknowledge, close, locked, reopen
from gateway.escalations.tables import EarlierPage, Escalation

OPENS_AGAIN = {"unacknowledged": "let_go", "reopened": "reopened"}
"""PagerDuty's word and ours."""
CHANGES = frozenset({"acknowledged", "resolved", *OPENS_AGAIN})


def heard(
    session: Session,
    incident_key: str | None,
    incident_id: str | None,
    event_type: str,
    agent: Mapping[str, Any] | None,
    url: str | None,
    *,
    now: datetime,
    occurred_at: datetime | None = None,
) -> Escalation | None:
    """Take one webhook (v3); None when the incident is none of ours. Safe to repeat.

    `event_type` as PagerDuty writes it ("incident.acknowledged"). `agent` is the event's agent:
    only a user is a person. Automation (null, or a service) neither acknowledges nor closes: a
    critical case that PagerDuty resolved by its own time-out stays open, and is paged anew.
    What happened before (`occurred_at`) the newest event we acted on comes late, and what is said
    of an earlier page of the case is about less than is known now: both are noted, no more.
    """
    what, person = event_type.removeprefix("incident."), _person(agent)
    case = _ours(session, incident_key, incident_id)
    if case is None:
        return _of_an_earlier_page(session, incident_key, incident_id, what, person, now)
    case.incident_id = case.incident_id or incident_id
    case.incident_url = case.incident_url or url
    case.echoed_at = case.echoed_at or now
    late = bool(occurred_at and case.heard_at and occurred_at < case.heard_at)
    if late or not _acted(session, case, what, person, now):
        _note(session, case, what, person, now, late=late)
    if occurred_at and not late and what in CHANGES:
        case.heard_at = occurred_at
    return case


def noted(
    session: Session,
    incident_id: str,
    note_id: str,
    words: str,
    agent: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> Escalation | None:
    """A note typed in PagerDuty goes to the chart of the case's patient, once per `note_id`.

    It may say what it likes of her, so the words are kept nowhere else.
    """
    case = session.scalars(
        select(Escalation).where(Escalation.incident_id == incident_id).with_for_update()
    ).first()
    if case is None:
        earlier = select(EarlierPage).where(EarlierPage.incident_id == incident_id)
        page = session.scalars(earlier).first()
        case = locked(session, page.case_id) if page else None
    if case is None:
        return None
    by = _person(agent) or "Somebody"
    journal.write(
        session, "pagerduty_note", case.id, now=now, patient_id=case.patient_id, by=by, note=note_id
    )
    patient = session.get(Patient, case.patient_id) if case.patient_id else None
    if patient and words.strip():
        text = f"{by} wrote in PagerDuty about {case.tier} case {case.id[:8]}: \u201c{words}\u201d"
        key = f"note:pagerduty:{case.id}:{note_id}"
        started = case.opened_at
        chart.note(
            session, patient, text, kind="acknowledgement", key=key, started=started, now=now
        )
    return case


def _acted(
    session: Session, case: Escalation, what: str, person: str | None, now: datetime
) -> bool:
    """Whether the event is one that may change a case; those that did not, changed it before."""
    if what == "acknowledged" and person:
        acknowledge(session, case, person, now, by_pager=True)
    elif what == "resolved" and person:
        close(session, case, person, now)
    elif what in OPENS_AGAIN:
        reopen(session, locked(session, case.id), OPENS_AGAIN[what], person or "pagerduty", now)
        return False  # noted under PagerDuty's own word too
    elif what == "resolved" and case.state == "open":
        _lost(session, case, now)
        return False
    else:
        return False
    return True


def _lost(session: Session, case: Escalation, now: datetime) -> None:
    """PagerDuty ended by itself the page of a case that nobody has: people are notified anew.

    Ended within a minute it would be ended again, and again: then the telephone must do.
    """
    if (now - case.page_began).total_seconds() < 60:
        key = f"page_trouble:{case.id}"
        timers.wake(session, "page_trouble", case.id, key=key, at=now)
        return
    key = f"promotora:again:{case.id}:{case.pages}"
    paging.renew(session, case, key, "lost", now=now, goes_on=True)


def _of_an_earlier_page(
    session: Session,
    incident_key: str | None,
    incident_id: str | None,
    what: str,
    person: str | None,
    now: datetime,
) -> Escalation | None:
    if not incident_id:
        return None
    ours = or_(EarlierPage.dedup_key == incident_key, EarlierPage.incident_id == incident_id)
    page = session.scalars(select(EarlierPage).where(ours)).first()
    if page is None:
        daily.heard(session, incident_key, now=now)
        return None
    page.incident_id = page.incident_id or incident_id
    page.echoed_at = page.echoed_at or now
    case = locked(session, page.case_id)
    _note(session, case, what, person, now, earlier=True)
    if what == "reopened":
        _opened_by_its_earlier_page(session, case, page, person or "pagerduty", now)
    return case


def _opened_by_its_earlier_page(
    session: Session, case: Escalation, page: EarlierPage, by: str, now: datetime
) -> None:
    """The case is open again, under its newest page: the earlier incident is ended once more."""
    paging.end(session, case, page.dedup_key, now=now)
    if reopen(session, case, "reopened", by, now):
        key = f"promotora:again:{case.id}:{case.pages}"
        paging.renew(session, case, key, "reopened", now=now)


def _note(
    session: Session,
    case: Escalation,
    what: str,
    person: str | None,
    now: datetime,
    **more: bool,
) -> None:
    journal.write(
        session,
        f"pagerduty_{what}",
        case.id,
        now=now,
        patient_id=case.patient_id,
        by=person or "pagerduty",
        state=case.state,
        **{name: true for name, true in more.items() if true},
    )


def _ours(session: Session, incident_key: str | None, incident_id: str | None) -> Escalation | None:
    if not incident_id:
        return None  # unset, it would be the id of every case that has no incident yet
    ours = or_(Escalation.dedup_key == incident_key, Escalation.incident_id == incident_id)
    return session.scalars(select(Escalation).where(ours).with_for_update()).first()


def _person(agent: Mapping[str, Any] | None) -> str | None:
    """The name of a human agent; None for automation (contracts C4)."""
    if not agent or not str(agent.get("type", "")).startswith("user"):
        return None
    return str(agent.get("summary") or agent.get("id") or "") or None
