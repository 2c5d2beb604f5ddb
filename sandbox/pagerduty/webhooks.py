"""Webhooks v3: signed, at least once, in order per incident, retried for 48 hours."""

import hashlib
import hmac
import json
import uuid

from sandbox.clock import iso
from sandbox.gateway import Answer
from sandbox.jobs import Job
from sandbox.pagerduty.bodies import data, user
from sandbox.store import Row
from sandbox.world import World

PATH = "/webhooks/pagerduty"
KEPT_SECONDS = 48 * 3600
ANSWER_SECONDS = 5.0
LONGEST_PAUSE = 60.0
OVERTAKEN_SECONDS = 1.5
# After so many dropped in a row PagerDuty stops calling for a day.
DROPS, DISABLED_SECONDS = 3, 24 * 3600


def plan(world: World, row: Row, event_type: str, *, by: str | None, now: float) -> None:
    """Queue the webhook with the incident as it is now. `by` is a person's id, or nobody."""
    settings = world.settings
    event = {
        "id": "01" + uuid.uuid4().hex[:24].upper(),
        "event_type": event_type,
        "resource_type": "incident",
        "occurred_at": iso(now),
        "agent": user(settings, by) if by else None,
        "client": None,
        "data": data(settings, row),
    }
    body = {"raw": json.dumps({"event": event}), "webhook_id": str(uuid.uuid4())}
    world.jobs.add("pagerduty", "pagerduty.webhook", f"webhook:{row['id']}", body, due=now)


async def deliver(world: World, job: Job) -> float | None:
    """The job `pagerduty.webhook`: one attempt. A later event of the incident waits behind it."""
    now, body = world.clock.now(), job.body
    if now < world.store.remembered("webhooks_disabled_until", 0):
        return None
    fault = None
    if not job.attempts and not body.get("struck"):
        fault = world.faults.strike("pagerduty", callback=True)
    if fault and fault.mode == "callback_lost":
        return None
    if fault and fault.mode == "callback_disordered":
        late = {**body, "struck": True}
        lane = f"{job.lane}:late:{job.id}"
        world.jobs.add("pagerduty", job.kind, lane, late, due=now + OVERTAKEN_SECONDS)
        return None
    answer = await _post(world, body)
    if fault and fault.mode == "callback_doubled":
        await _post(world, body)
    return _next(world, job, answer, now=world.clock.now())


def _next(world: World, job: Job, answer: Answer, *, now: float) -> float | None:
    if answer.ok:
        world.store.remember("webhooks_dropped", 0)
        return None
    for_good = answer.status is not None and 400 <= answer.status < 500 and answer.status != 429
    if not for_good and now < job.born + KEPT_SECONDS:
        return now + min(LONGEST_PAUSE, 2.0**job.attempts)
    dropped = world.store.remembered("webhooks_dropped", 0) + 1
    world.store.remember("webhooks_dropped", dropped % DROPS)
    if dropped >= DROPS:
        world.store.remember("webhooks_disabled_until", now + DISABLED_SECONDS)
    return None


def enable(world: World) -> None:
    """What an operator does in PagerDuty after a subscription was disabled."""
    world.store.remember("webhooks_dropped", 0)
    world.store.remember("webhooks_disabled_until", 0)


def signature(secret: str, raw: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


async def _post(world: World, body: dict[str, str]) -> Answer:
    raw = body["raw"].encode()
    secret = world.settings.pagerduty_webhook_secret.get_secret_value()
    headers = {
        "Content-Type": "application/json",
        "X-PagerDuty-Signature": signature(secret, raw),
        "X-Webhook-Id": body["webhook_id"],
        "X-Webhook-Subscription": "PSUBSCR",
        "User-Agent": "PagerDuty-Webhook/V3.0",
    }
    url = world.settings.public_base_url.rstrip("/") + PATH
    return await world.gateway.post(url, raw, headers, connect=ANSWER_SECONDS, read=ANSWER_SECONDS)
