"""The on-call's incidents, with the two buttons of their phone."""

import json
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from sandbox.clock import iso
from sandbox.pagerduty import incidents, webhooks
from sandbox.pagerduty.bodies import assignee
from sandbox.store import Row
from sandbox.world import TheWorld

router = APIRouter(prefix="/sandbox", tags=["control"])

Action = Literal["acknowledge", "resolve"]


class Click(BaseModel):
    """Who clicks. `agent` false: PagerDuty does it by itself, and its webhook names nobody."""

    agent: bool = True


def shown(row: Row) -> dict[str, Any]:
    names = ("id", "number", "status", "urgency", "severity", "title", "source", "triggers",
             "client", "client_url", "acknowledged_by", "level")  # fmt: skip
    return {name: row[name] for name in names} | {
        "incident_key": row["dedup_key"],
        "dedup_key": row["dedup_key"],
        "created_at": iso(row["created"]),
        "changed_at": iso(row["changed"]),
        "resolved_at": iso(row["resolved"]),
        "details": json.loads(row["details"]),
        "links": json.loads(row["links"]),
    }


@router.get("/incidents")
async def listed(world: TheWorld) -> list[dict[str, Any]]:
    return [shown(row) for row in world.store.all("select * from incidents order by number")]


@router.post("/incidents/{incident_id}/{action}")
async def click(
    incident_id: str,
    action: Action,
    world: TheWorld,
    who: Click | None = None,
) -> dict[str, Any]:
    """The person on call (NP first, after an escalation MD) acts; the signed webhook follows."""
    try:
        row = incidents.found(world, incident_id)
    except KeyError:
        raise HTTPException(404, "No incident has this id.") from None
    by = assignee(row) if who is None or who.agent else None
    act = incidents.acknowledge if action == "acknowledge" else incidents.resolve
    with world.store.transaction():
        act(world, row, by=by, now=world.clock.now())
    return shown(incidents.found(world, incident_id))


@router.post("/webhooks/pagerduty/enable")
async def enable(world: TheWorld) -> dict[str, bool]:
    """Switch the subscription on again after three dropped webhooks switched it off."""
    webhooks.enable(world)
    return {"ok": True}
