"""A call from Twilio's side: it rings, is answered, follows our TwiML, listens, and ends."""

import asyncio
import json
import uuid
from typing import Any

from sandbox.clock import rfc2822
from sandbox.jobs import Job
from sandbox.store import Row
from sandbox.twilio.signing import Overrides, post
from sandbox.twilio.twiml import BadTwiml, Verb, verbs
from sandbox.world import World

# What practice IT is told to enter at the number.
INBOUND = "/webhooks/twilio/voice#rc=2&rp=ct,rt,5xx"
INBOUND_FALLBACK = "/webhooks/twilio/voice-fallback"
INBOUND_STATUS = "/webhooks/twilio/calls"
ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
BROKEN = "We are sorry, an application error has occurred. Goodbye."
MOST_STEPS = 200
LONGEST_PAUSE = 1.0
DETECTED = {"machine": "machine_end_beep", "fax": "fax"}
AT_ONCE = {"busy": "busy", "failed": "failed"}


def call_of(world: World, sid: str) -> Row | None:
    return world.store.one("select * from calls where sid = ?", sid)


def ring(world: World, sid: str, *, now: float) -> None:
    """The handset begins to ring, or does at once what its switch says."""
    row = call_of(world, sid)
    assert row is not None
    report(world, sid, "initiated", now=now)
    does = world.store.value("select picks_up from lines where phone = ?", row["phone"]) or "rings"
    if does in AT_ONCE:
        end(world, sid, AT_ONCE[does], now=now)
        return
    report(world, sid, "ringing", now=now)
    if does in DETECTED or does == "answers":
        pick_up(world, sid, DETECTED.get(does, "human"), now=now)
    else:
        body = {"sid": sid}
        world.jobs.add("twilio", "twilio.unanswered", f"ring:{sid}", body, due=now + row["ring"])


def pick_up(world: World, sid: str, by: str, *, now: float) -> bool:
    """Somebody or something answers; False when it does not ring any more."""
    row = call_of(world, sid)
    if row is None or row["status"] != "ringing":
        return False
    detects = bool(row["detect"])
    world.store.update("calls", "sid", sid, answered=now, answered_by=by if detects else None)
    report(world, sid, "in-progress", now=now)
    told = {"AnsweredBy": by} if detects else {}
    if row["url"]:
        fetch(world, sid, row["url"], told, now=now)
    else:
        body = {"sid": sid}
        world.jobs.add("twilio", "twilio.perform", f"call:{sid}", body, due=now)
    return True


def fetch(world: World, sid: str, url: str, told: dict[str, str], *, now: float) -> None:
    """Ask the gateway what to do next, in the call's own lane."""
    body = {"sid": sid, "url": url, "told": told, "token": str(uuid.uuid4())}
    world.jobs.add("twilio", "twilio.fetch", f"call:{sid}", body, due=now)


def hear(world: World, sid: str, told: dict[str, str], words: str, *, now: float) -> bool:
    """Keys or speech while the call listens; False when it does not."""
    row = call_of(world, sid)
    if row is None or row["status"] != "in-progress" or not row["gather"]:
        return False
    gather = json.loads(row["gather"])
    world.store.update("calls", "sid", sid, gather=None)
    if words:
        write_down(world, sid, "patient", words, now=now)
    fetch(world, sid, gather.get("action") or row["url"], told, now=now)
    return True


def end(world: World, sid: str, status: str, *, now: float) -> None:
    """The call is over, once; the callback tells how and how long it was."""
    row = call_of(world, sid)
    if row is None or row["status"] in ENDED:
        return
    world.store.update("calls", "sid", sid, ended=now, gather=None)
    report(world, sid, status, now=now)


def report(world: World, sid: str, status: str, *, now: float) -> None:
    """Set the status and plan its callback, if that event was subscribed."""
    row = call_of(world, sid)
    assert row is not None
    shown = "queued" if status == "initiated" else status
    number = row["sequence"] + 1
    world.store.update("calls", "sid", sid, status=shown, updated=now, sequence=number)
    event = {"in-progress": "answered"}.get(status, "completed" if status in ENDED else status)
    if not row["callback"] or event not in row["events"].split():
        return
    row = call_of(world, sid)
    assert row is not None
    told = fields(world, row) | {"CallStatus": status, "SequenceNumber": str(number - 1)}
    told |= {"CallbackSource": "call-progress-events", "Timestamp": rfc2822(now) or ""}
    if status == "completed":
        told["CallDuration"] = str(round(now - (row["answered"] or now)))
    body = {"url": row["callback"], "fields": told, "token": str(uuid.uuid4())}
    world.jobs.add("twilio", "twilio.callback", f"call-status:{sid}", body, due=now)


def write_down(world: World, sid: str, who: str, words: str, *, now: float, language: str = "",
               voice: str = "") -> None:  # fmt: skip
    """One line of what was said; a `clinic` line has the voice it was to be spoken with."""
    world.store.insert(
        "call_lines", sid=sid, who=who, words=words, language=language, voice=voice, at=now
    )


def fields(world: World, row: Row) -> dict[str, str]:
    """What every voice webhook carries; place names may be there and empty."""
    return {
        "AccountSid": world.settings.twilio_account_sid, "ApiVersion": "2010-04-01",
        "CallSid": row["sid"], "CallStatus": row["status"], "Direction": row["direction"],
        "From": row["sender"], "To": row["recipient"], "Caller": row["sender"],
        "Called": row["recipient"], "CallerCity": "", "FromCity": "", "ToCity": "",
        "FromCountry": "US", "ToCountry": "US",
    }  # fmt: skip


async def ring_now(world: World, job: Job) -> None:
    """The job `twilio.dial`: the call has left Twilio's queue."""
    row = call_of(world, job.body["sid"])
    if row is not None and row["status"] == "queued" and not row["sequence"]:
        ring(world, row["sid"], now=world.clock.now())


async def perform(world: World, job: Job) -> None:
    """The job `twilio.perform`: what came with the call instead of a URL."""
    row = call_of(world, job.body["sid"])
    if row is not None and row["twiml"]:
        await _perform(world, row["sid"], verbs(row["twiml"].encode()))


async def unanswered(world: World, job: Job) -> None:
    """The job `twilio.unanswered`: it has rung long enough."""
    row = call_of(world, job.body["sid"])
    if row is not None and row["status"] == "ringing":
        end(world, row["sid"], "no-answer", now=world.clock.now())


async def silence(world: World, job: Job) -> None:
    """The job `twilio.silence`: nothing came while this Gather listened."""
    row = call_of(world, job.body["sid"])
    if row is None or not row["gather"]:
        return
    gather = json.loads(row["gather"])
    if gather["serial"] != job.body["serial"]:
        return
    if gather.get("actionOnEmptyResult") == "true":
        hear(world, row["sid"], {}, "", now=world.clock.now())
    else:
        end(world, row["sid"], "completed", now=world.clock.now())


async def follow(world: World, job: Job) -> float | None:
    """The job `twilio.fetch`: one attempt, retried as the URL says, then the fall-back."""
    sid, url, told = job.body["sid"], job.body["url"], job.body["told"]
    row = call_of(world, sid)
    if row is None or row["status"] != "in-progress":
        return None
    said = fields(world, row) | told
    answer = await post(world.gateway, world.settings, url, said, token=job.body["token"])
    if answer.ok and not job.attempts and _doubled(world):
        answer = await post(world.gateway, world.settings, url, said, token=job.body["token"])
    if not answer.ok:
        pause = Overrides.of(url).again(answer, job.attempts)
        if pause is not None:
            return world.clock.now() + pause
        _fall_back(world, row, url, told)
        return None
    try:
        script = verbs(answer.body)
    except BadTwiml as bad:
        _break(world, sid, bad.code)
        return None
    await _perform(world, sid, script)
    return None


def _fall_back(world: World, row: Row, url: str, told: dict[str, str]) -> None:
    """The fall-back is told the same, and what went wrong; when it fails too, Twilio hangs up."""
    if not row["fallback"] or url == row["fallback"]:
        _break(world, row["sid"], 11200)
        return
    wrong = {"ErrorCode": "11200", "ErrorUrl": url.partition("#")[0]}
    fetch(world, row["sid"], row["fallback"], told | wrong, now=world.clock.now())


def _break(world: World, sid: str, code: int) -> None:
    now = world.clock.now()
    world.store.update("calls", "sid", sid, error=code)
    write_down(world, sid, "twilio", BROKEN, now=now)
    end(world, sid, "completed", now=now)


async def _perform(world: World, sid: str, script: list[Verb]) -> None:
    """Say, pause, listen, go on; whoever hangs up meanwhile ends it between two verbs."""
    for verb in script[:MOST_STEPS]:
        row, now = call_of(world, sid), world.clock.now()
        if row is None or row["status"] != "in-progress":
            return
        if verb.name == "Gather":
            _listen(world, sid, verb, now=now)
            return
        if verb.name == "Redirect":
            fetch(world, sid, verb.words, {}, now=now)
            return
        if verb.name == "Say":
            _say(world, sid, verb, now=now)
        elif verb.name == "Pause":
            await asyncio.sleep(min(float(verb.told.get("length", "1")), LONGEST_PAUSE))
        elif verb.name in ("Hangup", "Reject"):
            break
    end(world, sid, "completed", now=world.clock.now())


def _listen(world: World, sid: str, verb: Verb, *, now: float) -> None:
    for nested in verb.inside:
        if nested.name == "Say":
            _say(world, sid, nested, now=now)
    serial = (world.store.value("select serial from calls where sid = ?", sid) or 0) + 1
    gather: dict[str, Any] = verb.told | {"serial": serial}
    world.store.update("calls", "sid", sid, gather=json.dumps(gather), serial=serial, updated=now)
    lane, body = f"silence:{sid}:{serial}", {"sid": sid, "serial": serial}
    due = now + float(verb.told.get("timeout", "5")) * world.settings.sandbox_call_patience
    world.jobs.add("twilio", "twilio.silence", lane, body, due=due)


def _say(world: World, sid: str, verb: Verb, *, now: float) -> None:
    told = {"language": verb.told.get("language", ""), "voice": verb.told.get("voice", "")}
    write_down(world, sid, "clinic", verb.words, now=now, **told)


def _doubled(world: World) -> bool:
    fault = world.faults.current("twilio")
    if fault is None or fault.mode != "callback_doubled":
        return False
    return world.faults.strike("twilio", callback=True) is not None
