"""What PagerDuty's webhook says about a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.escalations.close import acknowledge, close
from gateway.escalations.tables import Escalation


def heard(
    session: Session,
    incident_key: str | None,
    incident_id: str | None,
    event_type: str,
    agent: Mapping[str, Any] | None,
    url: str | None,
    *,
    now: datetime,
) -> Escalation | None:
    """Take one webhook (v3); None when the incident is none of ours. Safe to repeat.

    `event_type` as PagerDuty writes it ("incident.acknowledged"). `agent` is the event's agent:
    only a user is a person. Automation (null, or a service) neither acknowledges nor closes: a
    critical case that PagerDuty resolved by its own time-out stays open.
    """
    case = _ours(session, incident_key, incident_id)
    if case is None:
        return None
    case.incident_id = case.incident_id or incident_id
    case.incident_url = case.incident_url or url
    case.echoed_at = case.echoed_at or now
    person = _person(agent)
    what = event_type.removeprefix("incident.")
    if what == "acknowledged" and person:
        acknowledge(session, case, person, now, by_pager=True)
    elif what == "resolved" and person:
        close(session, case, person, now)
    else:
        journal.write(
            session,
            f"pagerduty_{what}",
            case.id,
            now=now,
            patient_id=case.patient_id,
            by=person or "pagerduty",
            state=case.state,
        )
    return case


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
