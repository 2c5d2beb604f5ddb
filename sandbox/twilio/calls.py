"""Twilio's Calls resource: place, list, fetch, end."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from sandbox.clock import rfc2822
from sandbox.settings import Settings
from sandbox.store import Row
from sandbox.twilio import line
from sandbox.twilio.account import Authenticated
from sandbox.twilio.checks import e164
from sandbox.twilio.refused import Refused
from sandbox.twilio.twiml import BadTwiml, verbs
from sandbox.world import TheWorld, World

PREFIX = "/twilio/2010-04-01/Accounts/{account_sid}"
router = APIRouter(prefix=PREFIX, tags=["twilio"], dependencies=[Authenticated])
LONGEST_TWIML = 4000
DETECTS = {"", "Enable", "DetectMessageEnd"}
MAGIC = {"+15005550001": (21217, "Phone number does not appear to be valid")}


@router.post("/Calls.json", status_code=201)
async def place(request: Request, world: TheWorld) -> JSONResponse:
    """Queue a call; asking twice rings twice."""
    form, now = await request.form(), world.clock.now()
    to = _to(_text(form, "To"))
    if e164(_text(form, "From")) != world.settings.twilio_from:
        raise Refused(400, 21210, "From phone number not verified")
    for name in ("Url", "FallbackUrl", "StatusCallback"):
        _url(name, _text(form, name), needed=name == "Url" and not _text(form, "Twiml"))
    if _text(form, "MachineDetection") not in DETECTS:
        raise Refused(400, 20001, "Invalid MachineDetection")
    sid = "CA" + uuid.uuid4().hex
    with world.store.transaction():
        world.store.insert(
            "calls", sid=sid, direction="outbound-api", status="queued", phone=to, recipient=to,
            sender=world.settings.twilio_from, url=_text(form, "Url"),
            twiml=_inline(_text(form, "Twiml")),
            fallback=_text(form, "FallbackUrl"), callback=_text(form, "StatusCallback"),
            events=" ".join(str(one) for one in form.getlist("StatusCallbackEvent")) or "completed",
            detect=_text(form, "MachineDetection"), ring=_seconds(form, "Timeout", 60),
            created=now, updated=now,
        )  # fmt: skip
        world.jobs.add("twilio", "twilio.dial", f"call:{sid}", {"sid": sid}, due=now)
    return JSONResponse(resource(world.settings, _found(world, sid)), 201)


@router.get("/Calls.json")
async def listed(world: TheWorld, To: str = "", PageSize: int = 50) -> dict[str, Any]:  # noqa: N803
    rows = world.store.all(
        "select * from calls where ? in ('', recipient) order by id desc limit ?", To, PageSize
    )
    return {"calls": [resource(world.settings, row) for row in rows], "next_page_uri": None}


@router.get("/Calls/{sid}.json")
async def fetched(sid: str, world: TheWorld) -> dict[str, Any]:
    return resource(world.settings, _found(world, sid))


@router.post("/Calls/{sid}.json")
async def changed(sid: str, request: Request, world: TheWorld) -> dict[str, Any]:
    """`Status=completed` hangs up, `canceled` stops one that nobody has answered."""
    form, row = await request.form(), _found(world, sid)
    status = form.get("Status")
    if status == "canceled" and row["status"] in ("queued", "ringing"):
        line.end(world, sid, "canceled", now=world.clock.now())
    elif status == "completed":
        line.end(world, sid, "completed", now=world.clock.now())
    return resource(world.settings, _found(world, sid))


def resource(settings: Settings, row: Row) -> dict[str, Any]:
    ended, answered = row["ended"], row["answered"]
    own = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Calls/{row['sid']}.json"
    return {
        "account_sid": settings.twilio_account_sid, "answered_by": row["answered_by"],
        "api_version": "2010-04-01", "caller_name": "",
        "date_created": rfc2822(row["created"]), "date_updated": rfc2822(row["updated"]),
        "direction": row["direction"],
        "duration": str(round(ended - answered)) if ended and answered else None,
        "end_time": rfc2822(ended), "forwarded_from": None, "from": row["sender"],
        "from_formatted": row["sender"], "group_sid": None, "parent_call_sid": None,
        "phone_number_sid": None, "price": None, "price_unit": "USD", "queue_time": "0",
        "sid": row["sid"], "start_time": rfc2822(answered), "status": row["status"],
        "subresource_uris": {}, "to": row["recipient"], "to_formatted": row["recipient"],
        "trunk_sid": None, "uri": own,
    }  # fmt: skip


def _found(world: World, sid: str) -> Row:
    row = line.call_of(world, sid)
    if row is None:
        raise Refused(404, 20404, f"The requested resource /Calls/{sid}.json was not found")
    return row


def _to(to: str) -> str:
    if to in MAGIC:
        raise Refused(400, *MAGIC[to])
    number = e164(to)
    if number is None:
        raise Refused(400, 21211, f"Invalid 'To' Phone Number: {to[:-4]}XXXX")
    if not number.startswith("+1"):
        raise Refused(400, 21215, "Account not authorized to call this region")
    return number


def _inline(body: str) -> str | None:
    """TwiML that comes with the call; `Url` wins, so it is only kept when there is none."""
    if len(body) > LONGEST_TWIML:
        raise Refused(400, 21205, "Twiml is longer than 4000 characters")
    try:
        verbs(body.encode()) if body else None
    except BadTwiml as bad:
        raise Refused(400, bad.code, str(bad)) from None
    return body or None


def _url(name: str, url: str, *, needed: bool) -> None:
    if not url and not needed:
        return
    host = urlsplit(url).hostname
    if not url.startswith(("http://", "https://")) or not host or "_" in host:
        raise Refused(400, 21205, f"{name} is not a valid URL")


def _seconds(form: FormData, name: str, default: int) -> int:
    told = _text(form, name)
    if told and (not told.isdigit() or not 1 <= int(told) <= 600):
        raise Refused(400, 20001, f"{name} must be between 1 and 600")
    return int(told) if told else default


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
