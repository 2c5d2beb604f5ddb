"""Status callbacks: signed, neither ordered nor certain to arrive."""

import uuid
from typing import Any

from sandbox.clock import moment
from sandbox.gateway import Answer
from sandbox.jobs import Job
from sandbox.store import Row
from sandbox.twilio.resource import ERRORS
from sandbox.twilio.signing import Overrides, post
from sandbox.world import World

OVERTAKEN_SECONDS = 1.5  # how much later a callback out of order arrives


def plan(world: World, row: Row, *, now: float) -> None:
    if not row["callback"]:
        return
    body = {"url": row["callback"], "fields": _fields(world, row, now=now), "token": _token()}
    world.jobs.add("twilio", "twilio.callback", f"callback:{row['sid']}", body, due=now)


def _token() -> str:
    return str(uuid.uuid4())


def _fields(world: World, row: Row, *, now: float) -> dict[str, str]:
    fields = {
        "MessageSid": row["sid"],
        "SmsSid": row["sid"],
        "MessageStatus": row["status"],
        "SmsStatus": row["status"],
        "AccountSid": world.settings.twilio_account_sid,
        "From": row["sender"],
        "To": row["recipient"],
        "ApiVersion": "2010-04-01",
    }
    if row["service"]:
        fields["MessagingServiceSid"] = row["service"]
    if row["error_code"]:
        fields["ErrorCode"] = str(row["error_code"])
        fields["ErrorMessage"] = ERRORS.get(row["error_code"], "Unknown error")
    if row["status"] in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = moment(now).strftime("%y%m%d%H%M")
    return fields


async def call_back(world: World, job: Job) -> float | None:
    """The job `twilio.callback`: one attempt, retried as the URL's fragment says."""
    now, body = world.clock.now(), job.body
    fault = None
    if not job.attempts and not body.get("struck"):
        fault = world.faults.strike("twilio", callback=True)
    if fault and fault.mode == "callback_lost":
        return None
    if fault and fault.mode == "callback_disordered":
        lane = f"{job.lane}:late:{job.id}"
        late = {**body, "struck": True}
        world.jobs.add("twilio", job.kind, lane, late, due=now + OVERTAKEN_SECONDS)
        return None
    answer = await _sent(world, body)
    if fault and fault.mode == "callback_doubled":
        await _sent(world, body)
    if answer.ok:
        return None
    pause = Overrides.of(body["url"]).again(answer, job.attempts)
    return None if pause is None else world.clock.now() + pause


async def _sent(world: World, body: dict[str, Any]) -> Answer:
    return await post(
        world.gateway, world.settings, body["url"], body["fields"], token=body["token"]
    )
