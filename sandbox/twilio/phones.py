"""The patients' phones: what they text goes to the gateway by signed webhook."""

import uuid

from sandbox.clock import iso
from sandbox.jobs import Job
from sandbox.store import Row
from sandbox.twilio.keywords import CONFIRMS, keyword
from sandbox.twilio.signing import Overrides, post
from sandbox.world import World

# What practice IT is told to enter as the number's webhook; the fragment sets Twilio's retries.
INBOUND = "/webhooks/twilio/sms#rc=2&rp=ct,rt,5xx"
LEASE_SECONDS = 20  # an attempt cut short by SIGKILL is made again after this


class AnotherText(Exception):
    """The sid was used for other words: a Twilio sid never changes its message."""


def keep(world: World, phone: str, body: str, media: int, sid: str | None, *, now: float) -> str:
    """Keep what the patient texts, apply Twilio's own keywords, and answer the sid."""
    sid = sid or ("MM" if media else "SM") + uuid.uuid4().hex
    known = world.store.one("select * from messages where sid = ?", sid)
    if known is not None:
        if (known["phone"], known["words"]) != (phone, body):
            raise AnotherText(sid)
        return sid
    settings = world.settings
    with world.store.transaction():
        world.store.insert(
            "messages", sid=sid, direction="inbound", status="received", sender=phone,
            recipient=settings.twilio_from, phone=phone, body=body, words=body, media=media,
            service=settings.twilio_messaging_service_sid or None,
            webhook_state="waiting", created=now, sent=now, updated=now,
        )  # fmt: skip
        if settings.twilio_answers_opt_out and (kind := keyword(body)):
            _obey(world, phone, kind, now=now)
    return sid


def _obey(world: World, phone: str, kind: str, *, now: float) -> None:
    """Block or unblock, and answer in Twilio's words; the webhook is posted all the same."""
    store, settings = world.store, world.settings
    sender = settings.twilio_messaging_service_sid or settings.twilio_from
    changed = 1
    if kind == "STOP":
        changed = store.run("insert or ignore into opt_outs values (?, ?, ?)", sender, phone, now)
    elif kind == "START":
        changed = store.run("delete from opt_outs where sender = ? and phone = ?", sender, phone)
    if not changed:
        return  # already so: Twilio confirms a change, not a wish
    store.insert(
        "messages", sid="SM" + uuid.uuid4().hex, direction="outbound-reply", status="delivered",
        sender=settings.twilio_from, recipient=phone, phone=phone, body=CONFIRMS[kind],
        words=CONFIRMS[kind], confirmation=1, created=now, sent=now, updated=now,
    )  # fmt: skip


async def deliver_now(world: World, sid: str) -> int | None:
    """One attempt at once, with Twilio's retries behind it. The gateway's status, or None."""
    now = world.clock.now()
    body = {"sid": sid, "token": str(uuid.uuid4())}
    held = world.faults.down_until("twilio") is not None
    due = now if held else now + LEASE_SECONDS
    lane = f"inbound:{sid}"
    added = world.jobs.add("twilio", "twilio.inbound", lane, body, due=due)
    if held:
        return None  # Twilio itself is down; the text leaves when it is back
    row = world.store.one("select * from jobs where id = ?", added)
    assert row is not None
    with world.jobs.attended(lane):
        again = await deliver(world, Job.of(row))
    if again is None:
        world.store.run("delete from jobs where id = ?", added)
    else:
        world.store.run("update jobs set due = ?, attempts = 1 where id = ?", again, added)
        world.jobs.bell.set()
    status: int | None = world.store.value("select webhook_status from messages where sid = ?", sid)
    return status


async def deliver(world: World, job: Job) -> float | None:
    """The job `twilio.inbound`: an attempt; when retries are used up the text is `undelivered`."""
    row = world.store.one("select * from messages where sid = ?", job.body["sid"])
    if row is None:
        return None
    url = world.settings.public_base_url.rstrip("/") + INBOUND
    fields, token = _fields(world, row), job.body["token"]
    fault = None if job.attempts else _doubled(world)
    answer = await post(world.gateway, world.settings, url, fields, token=token)
    if fault:
        await post(world.gateway, world.settings, url, fields, token=token)
    pause = None if answer.ok else Overrides.of(url).again(answer, job.attempts)
    state = "delivered" if answer.ok else "undelivered" if pause is None else "waiting"
    world.store.update(
        "messages", "sid", row["sid"], webhook_status=answer.status, webhook_state=state
    )
    return None if pause is None else world.clock.now() + pause


def _doubled(world: World) -> bool:
    """A text can come twice; it is never lost or late, as Twilio logs and shows such."""
    fault = world.faults.current("twilio")
    if fault is None or fault.mode != "callback_doubled":
        return False
    return world.faults.strike("twilio", callback=True) is not None


def _fields(world: World, row: Row) -> dict[str, str]:
    """The inbound webhook's fields; the place names are there and empty, as Twilio may send."""
    fields = {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": row["sid"],
        "NumMedia": str(row["media"]), "ToCity": "", "FromZip": "", "SmsSid": row["sid"],
        "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": row["words"],
        "FromCountry": "US", "To": row["recipient"], "ToZip": "", "NumSegments": "1",
        "MessageSid": row["sid"], "AccountSid": world.settings.twilio_account_sid,
        "From": row["sender"], "ApiVersion": "2010-04-01",
    }  # fmt: skip
    if row["service"]:
        fields["MessagingServiceSid"] = row["service"]
    for number in range(row["media"]):
        fields[f"MediaContentType{number}"] = "image/jpeg"
        fields[f"MediaUrl{number}"] = f"{world.settings.url}/media/{row['sid']}/{number}"
    return fields


def shown(row: Row) -> dict[str, object]:
    """A message as the control API lists it."""
    return {
        "sid": row["sid"], "direction": row["direction"], "body": row["words"],
        "logged": row["body"], "status": row["status"], "at": iso(row["created"]),
        "phone": row["phone"], "media": row["media"], "error_code": row["error_code"],
        "by_twilio": bool(row["confirmation"]), "webhook_status": row["webhook_status"],
        "webhook": row["webhook_state"],
    }  # fmt: skip
