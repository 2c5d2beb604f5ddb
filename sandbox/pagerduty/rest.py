"""PagerDuty's REST API, as far as a doctor and a responder use it."""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse

from sandbox.clock import whole
from sandbox.pagerduty import incidents
from sandbox.pagerduty.bodies import ON_CALL, policy, rest
from sandbox.refusals import pagerduty
from sandbox.store import Row
from sandbox.world import TheWorld, World


class Refused(Exception):
    """Becomes PagerDuty's error body."""

    def __init__(self, status: int, message: str, code: int, *errors: str) -> None:
        super().__init__(message)
        self.status, self.body = status, pagerduty(message, code, list(errors))


async def answer(request: Request, refused: Exception) -> JSONResponse:
    assert isinstance(refused, Refused)
    return JSONResponse(refused.body, refused.status)


def authenticated(world: TheWorld, authorization: Annotated[str, Header()] = "") -> None:
    """`Token token=...`, as the vendor's documents write it."""
    token = world.settings.pagerduty_api_token.get_secret_value()
    said = authorization.encode("utf-8", "replace")
    known = (f"Token token={token}".encode(), f"Bearer {token}".encode())
    if not any(hmac.compare_digest(said, one) for one in known):
        raise Refused(401, "Authentication failed", 2006)


router = APIRouter(
    prefix="/pagerduty/api", tags=["pagerduty"], dependencies=[Depends(authenticated)]
)


@router.get("/incidents")
async def listed(
    world: TheWorld,
    incident_key: str | None = None,
    statuses: Annotated[list[str] | None, Query(alias="statuses[]")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    rows = [
        row
        for row in world.store.all("select * from incidents order by number")
        if (incident_key is None or row["dedup_key"] == incident_key)
        and (statuses is None or row["status"] in statuses)
    ]
    shown = rows[offset : offset + limit]
    return {
        "incidents": [rest(world.settings, row) for row in shown],
        "limit": limit,
        "offset": offset,
        "total": None,
        "more": len(rows) > offset + limit,
    }


@router.get("/incidents/{incident_id}")
async def one(incident_id: str, world: TheWorld) -> dict[str, Any]:
    return {"incident": rest(world.settings, _found(world, incident_id))}


@router.put("/incidents/{incident_id}")
async def change(
    incident_id: str,
    request: Request,
    world: TheWorld,
    from_: Annotated[str, Header(alias="From")] = "",
) -> dict[str, Any]:
    """Set the status. Writing needs the e-mail of a user in `From`."""
    if "@" not in from_:
        raise Refused(400, "Requester User Not Found", 1008)
    row, asked = _found(world, incident_id), (await request.json()).get("incident", {})
    status, now = asked.get("status"), world.clock.now()
    with world.store.transaction():
        if status == "acknowledged":
            incidents.acknowledge(world, row, by=next(iter(ON_CALL)), now=now)
        elif status == "resolved":
            incidents.resolve(world, row, by=next(iter(ON_CALL)), now=now)
        else:
            raise Refused(400, "Invalid Input Provided", 2001, "Status is not valid.")
    return {"incident": rest(world.settings, _found(world, incident_id))}


@router.get("/services/{service_id}")
async def service(service_id: str, world: TheWorld) -> dict[str, Any]:
    """The service's time-outs: what a doctor must find switched off for clinical pages."""
    settings = world.settings
    if service_id != settings.pagerduty_service_id:
        raise Refused(404, "Not Found", 2100)
    at = f"{settings.url}/pagerduty/api/services/{service_id}"
    found: dict[str, Any] = {
        "id": service_id, "type": "service", "summary": "Clinical alerts",
        "name": "Clinical alerts", "self": at, "html_url": at, "description": "Sandbox",
        "auto_resolve_timeout": settings.sandbox_pagerduty_auto_resolve_seconds,
        "acknowledgement_timeout": settings.sandbox_pagerduty_acknowledgement_seconds,
        "created_at": whole(0), "status": "active", "teams": [], "integrations": [],
        "alert_creation": "create_alerts_and_incidents",
        "incident_urgency_rule": {"type": "constant", "urgency": "severity_based"},
        "escalation_policy": policy(settings),
    }  # fmt: skip
    return {"service": found}


def _found(world: World, incident_id: str) -> Row:
    try:
        return incidents.found(world, incident_id)
    except KeyError:
        raise Refused(404, "Not Found", 2100) from None
