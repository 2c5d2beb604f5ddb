"""The Calls API as the on-call list needs it: a call that says its inline TwiML, and its reports.

A phone whose texts fail is switched off, and nobody answers it.
"""

import uuid
import xml.etree.ElementTree as ET
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.clock import iso
from sandbox.jobs import Job
from sandbox.twilio.account import Authenticated
from sandbox.twilio.checks import e164
from sandbox.twilio.messages import PREFIX
from sandbox.twilio.refused import Refused
from sandbox.twilio.signing import post
from sandbox.world import TheWorld, World

router = APIRouter(tags=["twilio"])
ANSWERED = ("initiated", "ringing", "in-progress", "completed")
UNANSWERED = ("initiated", "ringing", "no-answer")
STEP_SECONDS = 0.3
LONGEST_TWIML = 4000


@router.post(PREFIX + "/Calls.json", status_code=201, dependencies=[Authenticated])
async def create(request: Request, world: TheWorld) -> JSONResponse:
    """Ring a number. There is no idempotency key: asking twice rings twice."""
    form = await request.form()
    to, twiml = e164(str(form.get("To") or "")), str(form.get("Twiml") or "")
    if to is None:
        raise Refused(400, 21211, "Invalid 'To' Phone Number")
    if form.get("From") != world.settings.twilio_from:
        raise Refused(400, 21212, "The source phone number provided is not yet verified")
    says = _said(twiml)
    sid, now = "CA" + uuid.uuid4().hex, world.clock.now()
    world.store.insert(
        "rings", sid=sid, phone=to, says=says, status="queued", callback=form.get("StatusCallback"),
        created=now,
    )  # fmt: skip
    off = world.store.value("select outcome from handsets where phone = ?", to) or "delivered"
    for number, status in enumerate(ANSWERED if off == "delivered" else UNANSWERED, 1):
        body = {"sid": sid, "status": status, "number": number}
        due = now + number * STEP_SECONDS
        world.jobs.add("twilio", "twilio.ring", f"ring:{sid}", body, due=due)
    account = world.settings.twilio_account_sid
    told = {"sid": sid, "account_sid": account, "to": to, "from": form["From"]}
    return JSONResponse({**told, "status": "queued", "direction": "outbound-api"}, 201)


@router.get("/sandbox/rings")
async def listed(world: TheWorld) -> list[dict[str, Any]]:
    """The calls so far: who was rung, and what was said."""
    rows = world.store.all("select * from rings order by id")
    names = ("sid", "phone", "says", "status")
    return [{name: row[name] for name in names} | {"at": iso(row["created"])} for row in rows]


async def step(world: World, job: Job) -> None:
    """The job `twilio.ring`: one status further, and told; callbacks may be lost."""
    sid, status = job.body["sid"], job.body["status"]
    row = world.store.one("select * from rings where sid = ?", sid)
    if row is None:
        return
    world.store.update("rings", "sid", sid, status=status)
    fault = world.faults.strike("twilio", callback=True)
    if not row["callback"] or (fault and fault.mode == "callback_lost"):
        return
    fields = {
        "CallSid": sid, "AccountSid": world.settings.twilio_account_sid, "CallStatus": status,
        "To": row["phone"], "From": world.settings.twilio_from, "Direction": "outbound-api",
        "ApiVersion": "2010-04-01", "SequenceNumber": str(job.body["number"] - 1),
    }  # fmt: skip
    await post(world.gateway, world.settings, row["callback"], fields, token=str(uuid.uuid4()))


def _said(twiml: str) -> str:
    """The words of the TwiML; refused as Twilio refuses what it cannot read."""
    if not twiml or len(twiml) > LONGEST_TWIML:
        raise Refused(400, 21205, "Url parameter is required.")
    try:
        return " ".join("".join(ET.fromstring(twiml).itertext()).split())
    except ET.ParseError:
        raise Refused(400, 12100, "Document parse failure") from None
