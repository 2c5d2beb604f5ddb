"""The telephone: pick up, press keys, speak, hang up, ring the clinic, and hear what is said."""

import json
import uuid
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from sandbox.clock import iso
from sandbox.store import Row
from sandbox.twilio import line
from sandbox.twilio.checks import e164
from sandbox.world import TheWorld, World

router = APIRouter(prefix="/sandbox", tags=["control"])
PicksUp = Literal["rings", "answers", "machine", "fax", "busy", "no-answer", "failed"]


class Handset(BaseModel):
    """What becomes of a call to this phone; `rings` waits for somebody to pick up."""

    picks_up: PicksUp = "rings"


class Keys(BaseModel):
    keys: str = Field(pattern=r"^[0-9*#]{1,40}$")


class Speech(BaseModel):
    """What the recogniser understood; its `confidence` is not calibrated."""

    words: str = Field(min_length=1, max_length=1600)
    confidence: float = Field(0.86, ge=0, le=1)


@router.put("/phones/{number}/line")
async def switch(number: str, state: Handset, world: TheWorld) -> Handset:
    world.store.run("insert or replace into lines values (?, ?)", phone(number), state.picks_up)
    return state


@router.get("/phones/{number}/calls")
async def calls(number: str, world: TheWorld) -> list[dict[str, Any]]:
    """Every call of a phone, oldest first, with what was said."""
    rows = world.store.all("select * from calls where phone = ? order by id", phone(number))
    return [shown(world, row) for row in rows]


@router.post("/phones/{number}/answer")
async def answer(number: str, world: TheWorld) -> dict[str, Any]:
    """Pick up the call that rings."""
    row = _now(world, phone(number), "ringing")
    line.pick_up(world, row["sid"], "human", now=world.clock.now())
    return shown(world, _again(world, row))


@router.post("/phones/{number}/keys")
async def keys(number: str, told: Keys, world: TheWorld) -> dict[str, Any]:
    """Keys as they are pressed: # ends them where the Gather says so, and is not sent."""
    row = _now(world, phone(number), "in-progress")
    gather = json.loads(row["gather"] or "{}")
    digits = told.keys.partition(gather.get("finishOnKey", "#") or "\0")[0]
    digits = digits[: int(gather.get("numDigits", len(digits) or 1))]
    said = {"Digits": digits, "FinishedOnKey": "#" if "#" in told.keys else ""}
    _heard(world, row, said, f"[{told.keys}]", "dtmf")
    return shown(world, _again(world, row))


@router.post("/phones/{number}/speech")
async def speech(number: str, told: Speech, world: TheWorld) -> dict[str, Any]:
    row = _now(world, phone(number), "in-progress")
    said = {"SpeechResult": told.words, "Confidence": f"{told.confidence:.4f}"}
    _heard(world, row, said, told.words, "speech")
    return shown(world, _again(world, row))


@router.post("/phones/{number}/hang-up")
async def hang_up(number: str, world: TheWorld) -> dict[str, Any]:
    row = _now(world, phone(number), "in-progress")
    line.end(world, row["sid"], "completed", now=world.clock.now())
    return shown(world, _again(world, row))


@router.post("/phones/{number}/call")
async def call(number: str, world: TheWorld) -> dict[str, Any]:
    """Ring the clinic."""
    sid, now, settings = "CA" + uuid.uuid4().hex, world.clock.now(), world.settings
    base = settings.public_base_url.rstrip("/")
    world.store.insert(
        "calls", sid=sid, direction="inbound", status="in-progress", phone=phone(number),
        sender=phone(number), recipient=settings.twilio_from, url=base + line.INBOUND,
        fallback=base + line.INBOUND_FALLBACK, callback=base + line.INBOUND_STATUS,
        events="completed", detect="", ring=0, created=now, answered=now, updated=now,
    )  # fmt: skip
    line.fetch(world, sid, base + line.INBOUND, {}, now=now)
    row = line.call_of(world, sid)
    assert row is not None
    return shown(world, row)


def shown(world: World, row: Row) -> dict[str, Any]:
    """A call as the control API lists it; `listening` says that keys or words would be taken."""
    lines = world.store.all("select * from call_lines where sid = ? order by id", row["sid"])
    names = ("who", "words", "language", "voice")
    return {
        "sid": row["sid"], "direction": row["direction"], "status": row["status"],
        "answered_by": row["answered_by"], "at": iso(row["created"]), "error": row["error"],
        "listening": bool(row["gather"]) and row["status"] == "in-progress",
        "lines": [{name: one[name] for name in names} for one in lines],
    }  # fmt: skip


def phone(number: str) -> str:
    found = e164(number)
    if found is None:
        raise HTTPException(422, "Not a phone number.")
    return found


def _heard(world: World, row: Row, told: dict[str, str], words: str, kind: str) -> None:
    gather = json.loads(row["gather"] or "{}")
    if kind not in gather.get("input", "dtmf").split():
        raise HTTPException(409, f"The call does not listen to {kind} now.")
    line.hear(world, row["sid"], told, words, now=world.clock.now())


def _now(world: World, number: str, status: str) -> Row:
    row = world.store.one(
        "select * from calls where phone = ? and status = ? order by id desc limit 1",
        number, status,
    )  # fmt: skip
    if row is None:
        raise HTTPException(409, f"No call of this phone is {status}.")
    return row


def _again(world: World, row: Row) -> Row:
    found = line.call_of(world, row["sid"])
    assert found is not None
    return found
