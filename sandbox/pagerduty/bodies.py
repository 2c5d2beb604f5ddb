"""An incident as the REST API and as a webhook show it."""

from typing import Any

from sandbox.clock import whole
from sandbox.settings import Settings
from sandbox.store import Row

# The on-call, in the order of the escalation policy. Invented.
ON_CALL = {
    "PNURSE1": "Nurse practitioner on call (sandbox)",
    "PDOCTR1": "Physician on call (sandbox)",
}
LEVELS = list(ON_CALL)
LAST_LEVEL = len(LEVELS)
POLICY = ("PPOLICY", "escalation_policy_reference", "NP, then MD (sandbox)")


def reference(settings: Settings, kind: str, of: str, summary: str, folder: str) -> dict[str, Any]:
    at = f"{settings.url}/pagerduty/api/{folder}/{of}"
    return {"id": of, "type": kind, "summary": summary, "self": at, "html_url": at}


def user(settings: Settings, user_id: str) -> dict[str, Any]:
    name = ON_CALL.get(user_id, "A responder (sandbox)")
    return reference(settings, "user_reference", user_id, name, "users")


def service_reference(settings: Settings) -> dict[str, Any]:
    return reference(
        settings, "service_reference", settings.pagerduty_service_id, "Clinical alerts", "services"
    )


def policy(settings: Settings) -> dict[str, Any]:
    return reference(settings, POLICY[1], POLICY[0], POLICY[2], "escalation_policies")


def assignee(row: Row) -> str:
    level: int = min(row["level"], LAST_LEVEL)
    return LEVELS[level - 1]


def html_url(settings: Settings, row: Row) -> str:
    return f"{settings.url}/#incident-{row['id']}"


def rest(settings: Settings, row: Row) -> dict[str, Any]:
    """The `incident` of GET /incidents/{id}."""
    is_open = row["status"] != "resolved"
    assigned = {"at": whole(row["created"]), "assignee": user(settings, assignee(row))}
    acknowledged = row["status"] == "acknowledged"
    by = user(settings, row["acknowledged_by"]) if row["acknowledged_by"] else None
    acknowledger = by or service_reference(settings)
    return {
        "id": row["id"],
        "type": "incident",
        "summary": f"[#{row['number']}] {row['title']}",
        "self": f"{settings.url}/pagerduty/api/incidents/{row['id']}",
        "html_url": html_url(settings, row),
        "incident_number": row["number"],
        "title": row["title"],
        "created_at": whole(row["created"]),
        "updated_at": whole(row["updated"]),
        "status": row["status"],
        "incident_key": row["dedup_key"],
        "service": service_reference(settings),
        "assignments": [assigned] if is_open else [],
        "assigned_via": "escalation_policy",
        "last_status_change_at": whole(row["changed"]),
        "resolved_at": whole(row["resolved"]),
        "alert_counts": {"all": 1, "triggered": int(is_open), "resolved": int(not is_open)},
        "is_mergeable": True,
        "escalation_policy": policy(settings),
        "teams": [],
        "pending_actions": [],
        "acknowledgements": [{"at": whole(row["changed"]), "acknowledger": acknowledger}]
        if acknowledged
        else [],
        "urgency": row["urgency"],
    }


def data(settings: Settings, row: Row) -> dict[str, Any]:
    """The `event.data` of an incident webhook."""
    return {
        "id": row["id"],
        "type": "incident",
        "self": f"{settings.url}/pagerduty/api/incidents/{row['id']}",
        "html_url": html_url(settings, row),
        "number": row["number"],
        "status": row["status"],
        "incident_key": row["dedup_key"],
        "created_at": whole(row["created"]),
        "title": row["title"],
        "service": service_reference(settings),
        "assignees": [user(settings, assignee(row))] if row["status"] != "resolved" else [],
        "escalation_policy": policy(settings),
        "teams": [],
        "priority": None,
        "urgency": row["urgency"],
        "conference_bridge": None,
        "resolve_reason": {"type": row["resolve_reason"]} if row["resolve_reason"] else None,
    }
