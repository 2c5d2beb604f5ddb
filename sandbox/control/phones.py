"""The phones: text from one, read one, switch one off, send again what did not arrive."""

from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from sandbox.twilio import phones
from sandbox.twilio.checks import e164
from sandbox.world import TheWorld, World

router = APIRouter(prefix="/sandbox", tags=["control"])


class Text(BaseModel):
    """What a patient sends. A `sid` used before sends the same message again."""

    body: str = Field("", max_length=1600)
    media: int = Field(0, ge=0, le=10)
    sid: str | None = Field(None, pattern="^(SM|MM)[0-9a-fA-F]{32}$")


class Handset(BaseModel):
    """How texts to this phone end; the code is Twilio's, e.g. 30003 switched off."""

    outcome: Literal["delivered", "undelivered", "failed"] = "delivered"
    error_code: int | None = None


@router.post("/phones/{number}/texts")
async def text(number: str, said: Text, world: TheWorld) -> dict[str, Any]:
    phone = _phone(number)
    try:
        sid = phones.keep(world, phone, said.body, said.media, said.sid, now=world.clock.now())
    except phones.AnotherText:
        raise HTTPException(409, "This sid belongs to another text.") from None
    return {"sid": sid, "status": await phones.deliver_now(world, sid)}


@router.get("/phones/{number}/messages")
async def conversation(number: str, world: TheWorld) -> list[dict[str, Any]]:
    rows = world.store.all("select * from messages where phone = ? order by id", _phone(number))
    return [phones.shown(row) for row in rows]


@router.put("/phones/{number}")
async def handset(number: str, state: Handset, world: TheWorld) -> Handset:
    set_handset(world, _phone(number), state)
    return state


def set_handset(world: World, phone: str, state: Handset) -> None:
    code = None if state.outcome == "delivered" else state.error_code or 30003
    world.store.run("insert or replace into handsets values (?, ?, ?)", phone, state.outcome, code)


@router.get("/messages")
async def messages(world: TheWorld) -> list[dict[str, Any]]:
    return [phones.shown(row) for row in world.store.all("select * from messages order by id")]


@router.get("/texts/undelivered")
async def undelivered(world: TheWorld) -> list[dict[str, Any]]:
    """Texts whose webhook failed for good: Twilio's debugger would list them (11200, 11205)."""
    rows = world.store.all("select * from messages where webhook_state = 'undelivered' order by id")
    return [phones.shown(row) for row in rows]


@router.post("/texts/resend")
async def resend_all(world: TheWorld) -> list[dict[str, Any]]:
    return [await resend(shown["sid"], world) for shown in await undelivered(world)]


@router.post("/texts/{sid}/resend")
async def resend(sid: str, world: TheWorld) -> dict[str, Any]:
    if not world.store.one("select 1 from messages where sid = ? and direction = 'inbound'", sid):
        raise HTTPException(404, "No text has this sid.")
    return {"sid": sid, "status": await phones.deliver_now(world, sid)}


def _phone(number: str) -> str:
    found = e164(number)
    if found is None:
        raise HTTPException(422, "Not a phone number.")
    return found
