"""Incidents: one open incident per dedup key, moved by events, people and time."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.jobs import Job
from sandbox.pagerduty import webhooks
from sandbox.pagerduty.bodies import LAST_LEVEL
from sandbox.store import Row
from sandbox.world import World

ESCALATION_SECONDS = 5 * 60  # the policy's escalation_delay_in_minutes is 5
HIGH = ("critical", "error", None)


def take(world: World, action: str, key: str, event: Mapping[str, Any], *, now: float) -> None:
    """An event of the Events API. Acknowledging or resolving what is not open does nothing."""
    row = open_of(world, key)
    if action == "trigger":
        if row is None:
            _open(world, key, event, now=now)
        else:
            _update(world, row, now=now)
    elif row is not None and action == "acknowledge":
        acknowledge(world, row, by=None, now=now)
    elif row is not None:
        resolve(world, row, by=None, now=now)


def open_of(world: World, key: str) -> Row | None:
    return world.store.one(
        "select * from incidents where dedup_key = ? and status <> 'resolved'", key
    )


def _open(world: World, key: str, event: Mapping[str, Any], *, now: float) -> None:
    payload, store = event["payload"], world.store
    number = (store.value("select max(number) from incidents") or 0) + 1
    severity = payload["severity"]
    urgency = "high" if severity in HIGH else "low"
    incident_id = "Q" + uuid.uuid4().hex[:13].upper()
    store.insert(
        "incidents", id=incident_id, number=number, routing_key=event["routing_key"],
        dedup_key=key, status="triggered", urgency=urgency, severity=severity,
        title=payload["summary"], source=payload["source"],
        details=json.dumps(payload.get("custom_details", {})),
        links=json.dumps(event.get("links", [])), client=event.get("client"),
        client_url=event.get("client_url"), triggers=1, level=1,
        created=now, updated=now, changed=now,
    )  # fmt: skip
    webhooks.plan(world, found(world, incident_id), "incident.triggered", by=None, now=now)
    if urgency == "high":
        _later(world, incident_id, "escalate", ESCALATION_SECONDS, now=now)
    if after := world.settings.sandbox_pagerduty_auto_resolve_seconds:
        _later(world, incident_id, "auto_resolve", after, now=now)


def _update(world: World, row: Row, *, now: float) -> None:
    """The same open key: the alert is updated and nobody is notified again."""
    world.store.run(
        "update incidents set triggers = triggers + 1, updated = ? where id = ?", now, row["id"]
    )


def acknowledge(world: World, row: Row, *, by: str | None, now: float) -> bool:
    """By a person (`by` is a user id) or by an event (None). False when there is nothing to do."""
    if row["status"] != "triggered":
        return False
    _change(world, row["id"], "acknowledged", by, now=now, acknowledged_by=by)
    if after := world.settings.sandbox_pagerduty_acknowledgement_seconds:
        _later(world, row["id"], "unacknowledge", after, now=now)
    return True


def resolve(
    world: World, row: Row, *, by: str | None, now: float, reason: str | None = None
) -> bool:
    if row["status"] == "resolved":
        return False
    _change(world, row["id"], "resolved", by, now=now, resolved=now, resolve_reason=reason)
    return True


def _change(
    world: World, incident_id: str, status: str, by: str | None, *, now: float, **more: Any
) -> None:
    world.store.update(
        "incidents", "id", incident_id, status=status, changed=now, updated=now, **more
    )
    webhooks.plan(world, found(world, incident_id), f"incident.{status}", by=by, now=now)


def _later(world: World, incident_id: str, what: str, seconds: float, *, now: float) -> None:
    body = {"id": incident_id, "what": what, "from": now}
    lane = f"incident-time:{incident_id}:{what}"
    world.jobs.add("pagerduty", "pagerduty.time", lane, body, due=now + seconds)


async def time_passes(world: World, job: Job) -> None:
    """The job `pagerduty.time`: what PagerDuty does by itself. Its agent is nobody."""
    now, what = world.clock.now(), job.body["what"]
    row = world.store.one("select * from incidents where id = ?", job.body["id"])
    if row is None or row["status"] == "resolved":
        return
    with world.store.transaction():
        if what == "auto_resolve":
            resolve(world, row, by=None, now=now)
        elif what == "unacknowledge" and row["status"] == "acknowledged":
            world.store.update(
                "incidents", "id", row["id"], status="triggered", acknowledged_by=None, changed=now
            )
            again = found(world, row["id"])
            webhooks.plan(world, again, "incident.unacknowledged", by=None, now=now)
        elif what == "escalate" and row["status"] == "triggered" and row["level"] < LAST_LEVEL:
            world.store.update("incidents", "id", row["id"], level=row["level"] + 1, updated=now)
            webhooks.plan(world, found(world, row["id"]), "incident.escalated", by=None, now=now)


def found(world: World, incident_id: str) -> Row:
    row = world.store.one("select * from incidents where id = ?", incident_id)
    if row is None:
        raise KeyError(incident_id)
    return row
