"""Events API v2: `POST /v2/enqueue`."""

import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.pagerduty import incidents
from sandbox.refusals import refusal
from sandbox.world import TheWorld, World

router = APIRouter(prefix="/pagerduty", tags=["pagerduty"])
ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "error", "warning", "info")
LARGEST_BYTES = 512 * 1024


@router.post("/v2/enqueue", status_code=202)
async def enqueue(request: Request, world: TheWorld) -> JSONResponse:
    """Take an event. 202 says it was taken, not that anybody was paged."""
    raw = await request.body()
    event, wrong = _read(raw)
    if wrong:
        return _invalid(wrong)
    now = world.clock.now()
    if not _within_limit(world, event["routing_key"], now=now):
        return JSONResponse(refusal("pagerduty", "/enqueue", 429), 429)
    key = event.get("dedup_key") or uuid.uuid4().hex
    ours = world.settings.pagerduty_routing_key.get_secret_value()
    fault = world.faults.strike("pagerduty", callback=False, of=("silent", "key_revoked"))
    revoked = fault is not None and fault.mode == "key_revoked"
    if revoked or not hmac.compare_digest(event["routing_key"].encode(), ours.encode()):
        return _invalid(["Invalid routing key"])
    if fault is None:
        with world.store.transaction():
            incidents.take(world, event["event_action"], key, event, now=now)
    said = {"status": "success", "message": "Event processed", "dedup_key": key}
    return JSONResponse(said, 202)


def _read(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    if len(raw) > LARGEST_BYTES:
        return {}, ["Event is larger than 512 KB"]
    try:
        event = json.loads(raw)
    except ValueError:
        return {}, ["JSON is malformed"]
    if not isinstance(event, dict):
        return {}, ["Event must be a JSON object"]
    return event, faults_in(event)


def faults_in(event: Mapping[str, Any]) -> list[str]:
    """What PagerDuty would call invalid; empty when the event is fine."""
    wrong = []
    key = event.get("routing_key")
    if not isinstance(key, str) or len(key) != 32:
        wrong.append("Length of 'routing_key' is incorrect (should be 32 characters)")
    action = event.get("event_action")
    if action not in ACTIONS:
        wrong.append("'event_action' must be one of trigger, acknowledge, resolve")
    dedup = event.get("dedup_key")
    if dedup is not None and (not isinstance(dedup, str) or len(dedup) > 255):
        wrong.append("'dedup_key' must be a string of at most 255 characters")
    if action in ("acknowledge", "resolve") and not dedup:
        wrong.append("'dedup_key' is missing or blank")
    if action == "trigger":
        wrong += _payload_faults(event.get("payload"))
    return wrong + _link_faults(event)


def _payload_faults(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing or blank"]
    wrong = [
        f"'payload.{name}' is missing or blank"
        for name in ("summary", "source", "severity")
        if not isinstance(payload.get(name), str) or not payload[name].strip()
    ]
    if len(str(payload.get("summary", ""))) > 1024:
        wrong.append("'payload.summary' is longer than 1024 characters")
    if payload.get("severity") and payload["severity"] not in SEVERITIES:
        wrong.append(
            "'payload.severity' is invalid (must be one of critical, error, warning, info)"
        )
    if not isinstance(payload.get("custom_details", {}), dict):
        wrong.append("'payload.custom_details' must be an object")
    return wrong


def _link_faults(event: Mapping[str, Any]) -> list[str]:
    wrong = []
    for name, needed in (("links", "href"), ("images", "src")):
        items = event.get(name, [])
        if not isinstance(items, list) or not all(
            isinstance(item, dict) and item.get(needed) for item in items
        ):
            wrong.append(f"'{name}' must be a list of objects with '{needed}'")
        elif name == "images" and not all(str(i["src"]).startswith("https://") for i in items):
            wrong.append("'images' must be served over https")
    return wrong


def _invalid(errors: list[str]) -> JSONResponse:
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    return JSONResponse(said, 400)


def _within_limit(world: World, routing_key: str, *, now: float) -> bool:
    """A sliding minute per integration key; what is refused is not ingested and not counted."""
    store = world.store
    store.run("delete from enqueued where at <= ?", now - 60)
    seen = store.value("select count(*) from enqueued where routing_key = ?", routing_key)
    if seen >= world.settings.sandbox_pagerduty_events_per_minute:
        return False
    store.insert("enqueued", routing_key=routing_key, at=now)
    return True
