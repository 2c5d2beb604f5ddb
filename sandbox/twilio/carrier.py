"""The carrier: messages leave at the number's pace and reach the handset, or do not."""

import uuid

from sandbox.jobs import Job
from sandbox.store import Row
from sandbox.twilio import callbacks
from sandbox.twilio.checks import Draft
from sandbox.twilio.refused import Refused
from sandbox.world import World


def accept(world: World, draft: Draft, *, now: float) -> Row:
    """Keep the message as `queued` (`accepted` in a service) and plan its way."""
    store, settings = world.store, world.settings
    slot = _slot(world, draft.sender, now=now)
    sid = ("MM" if draft.media else "SM") + uuid.uuid4().hex
    store.insert(
        "messages", sid=sid, direction="outbound-api", sender=draft.sender, recipient=draft.to,
        phone=draft.to, service=draft.service, status="accepted" if draft.service else "queued",
        body=draft.body, words=draft.body, media=draft.media, callback=draft.callback,
        created=now, updated=now,
    )  # fmt: skip
    late = slot > now + draft.validity
    lasts = settings.sandbox_delivery_seconds
    steps = [("queued", now)] if draft.service else []
    if late:
        steps.append(("expired", now + draft.validity))
    else:
        steps += [("sending", slot), ("sent", slot + lasts / 3), ("final", slot + lasts)]
    for status, due in steps:
        body = {"sid": sid, "status": status}
        world.jobs.add("twilio", "twilio.step", f"step:{sid}", body, due=due)
    return _message(world, sid)


def _slot(world: World, sender: str, *, now: float) -> float:
    """When the number is free again: it sends so many messages a second and no more."""
    store, settings = world.store, world.settings
    free = store.value("select free_at from numbers where sender = ?", sender) or now
    slot = max(now, free)
    if slot - now > settings.sandbox_twilio_queue_seconds:
        raise Refused(
            429, 21611, "This 'From' number has exceeded the maximum number of queued messages"
        )
    store.run(
        "insert or replace into numbers values (?, ?)",
        sender, slot + 1 / settings.twilio_messages_per_second,
    )  # fmt: skip
    return slot


def move(world: World, sid: str, status: str, *, now: float, error: int | None = None) -> None:
    """Set the status and plan its callback. No callback is ever sent for the first status."""
    columns: dict[str, object] = {"status": status, "updated": now, "error_code": error}
    if status == "sent":
        columns["sent"] = now
    world.store.update("messages", "sid", sid, **columns)
    callbacks.plan(world, _message(world, sid), now=now)


async def step(world: World, job: Job) -> None:
    """The job `twilio.step`: one status further, unless the message is gone or canceled."""
    sid, status, now = job.body["sid"], job.body["status"], world.clock.now()
    row = world.store.one("select * from messages where sid = ?", sid)
    if row is None or row["status"] in ("canceled", "failed"):
        return
    error = None
    if status == "expired":
        status, error = "failed", 30036
    elif status == "final":
        status, error = _outcome(world, row["phone"])
    with world.store.transaction():
        move(world, sid, status, now=now, error=error)


def _outcome(world: World, phone: str) -> tuple[str, int | None]:
    row = world.store.one("select * from handsets where phone = ?", phone)
    return (row["outcome"], row["error_code"]) if row else ("delivered", None)


def _message(world: World, sid: str) -> Row:
    row = world.store.one("select * from messages where sid = ?", sid)
    assert row is not None
    return row
