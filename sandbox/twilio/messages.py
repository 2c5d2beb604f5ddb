"""The Messages API: create, list, fetch, redact, cancel, delete."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sandbox.store import Row
from sandbox.twilio import carrier
from sandbox.twilio.account import Authenticated
from sandbox.twilio.checks import checked
from sandbox.twilio.listing import page
from sandbox.twilio.refused import Refused
from sandbox.twilio.resource import resource
from sandbox.world import TheWorld, World

PREFIX = "/twilio/2010-04-01/Accounts/{account_sid}"
router = APIRouter(prefix=PREFIX, tags=["twilio"], dependencies=[Authenticated])
FINAL = {"delivered", "undelivered", "failed", "canceled", "received", "read"}


@router.post("/Messages.json", status_code=201)
async def create(request: Request, world: TheWorld) -> JSONResponse:
    """Queue a message. There is no idempotency key: asking twice sends twice."""
    form = await request.form()
    with world.store.transaction():
        draft = checked(form, world.settings, world.store)
        row = carrier.accept(world, draft, now=world.clock.now())
    return JSONResponse(resource(world.settings, row), 201)


@router.get("/Messages.json")
async def listed(request: Request, world: TheWorld) -> dict[str, Any]:
    return page(world.store, world.settings, dict(request.query_params))


@router.get("/Messages/{sid}.json")
async def fetched(sid: str, world: TheWorld) -> dict[str, Any]:
    return resource(world.settings, found(world, sid))


@router.post("/Messages/{sid}.json")
async def changed(sid: str, request: Request, world: TheWorld) -> dict[str, Any]:
    """An empty `Body` redacts the text; `Status=canceled` stops one that was not sent yet."""
    form, row = await request.form(), found(world, sid)
    if form.get("Status") == "canceled":
        if row["status"] not in ("queued", "accepted", "scheduled"):
            raise Refused(400, 30409, "Message cannot be canceled: it is no longer queued.")
        carrier.move(world, sid, "canceled", now=world.clock.now())
    elif "Body" in form:
        _redact(world, row, str(form["Body"]))
    return resource(world.settings, found(world, sid))


def _redact(world: World, row: Row, body: str) -> None:
    if body:
        raise Refused(400, 20001, "Body can only be changed to an empty string.")
    if row["status"] not in FINAL:
        raise Refused(409, 20009, "Message cannot be redacted while it is in progress.")
    world.store.update("messages", "sid", row["sid"], body="", updated=world.clock.now())


@router.delete("/Messages/{sid}.json", status_code=204)
async def deleted(sid: str, world: TheWorld) -> Response:
    if found(world, sid)["status"] not in FINAL:
        raise Refused(409, 20009, "Message cannot be deleted while it is in progress.")
    world.store.run("delete from messages where sid = ?", sid)
    return Response(status_code=204)


def found(world: World, sid: str) -> Row:
    row = world.store.one("select * from messages where sid = ?", sid)
    if row is None:
        where = PREFIX.format(account_sid=world.settings.twilio_account_sid)
        gone = f"The requested resource {where.removeprefix('/twilio')}/Messages/{sid}.json"
        raise Refused(404, 20404, f"{gone} was not found")
    return row
