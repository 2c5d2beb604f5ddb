"""A telephone call, webhook by webhook: prove who asks, then say what the switchboard says."""

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, Any

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask

from gateway.vendors.twiml import Script, twiml
from gateway.webhooks.signed import signed_form

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])
Form = Annotated[list[tuple[str, str]], Depends(signed_form)]
LOOKS = 0.1
AT_ONCE = 4.0
"""Seconds within which an answer is waited for before she is asked to wait."""
TOO_LONG = 9.0
"""Seconds for all of it, after which the database is taken to be away; Twilio allows 15."""
TRIES, PAUSE = 20, 3.0
"""How often, and after how many seconds each, danger is tried to be kept without a database."""
log = structlog.get_logger()


@router.post("/voice")
async def take_call(request: Request, form: Form) -> Response:
    """Somebody rings us; the same CallSid again hears the same."""
    fields = dict(form)
    return await _said(request, lambda desk: desk.rings(fields), fields)


@router.post("/voice-fallback")
async def fall_back(request: Request, form: Form) -> Response:
    """Twilio could not get an answer from us: what can be said without the database."""
    return _spoken(request, request.app.state.switchboard.trouble(dict(form)))


@router.post("/voice/{call_id}")
async def take_pick_up(call_id: str, request: Request, form: Form) -> Response:
    """Our call was answered; `AnsweredBy` says by whom, as far as Twilio can tell."""
    fields = dict(form)
    return await _said(request, lambda desk: desk.answered(call_id, fields), fields)


@router.post("/voice/{call_id}/{turn}")
async def take_words(call_id: str, turn: int, request: Request, form: Form) -> Response:
    """Keys, words or silence: kept and screened before anything else, danger answered at once."""
    fields = dict(form)

    def hear(desk: Any) -> Script | None:
        found: Script | None = desk.heard(call_id, turn, fields)
        return found

    return await _said(request, hear, fields, lambda desk: desk.reply(call_id, turn, fields),
                       lambda desk: desk.wait(call_id, turn, 0, fields))  # fmt: skip


@router.post("/voice/{call_id}/{turn}/wait/{waited}")
async def take_patience(
    call_id: str, turn: int, waited: int, request: Request, form: Form
) -> Response:
    """She is still on the line: the answer, or another second of patience."""
    fields = dict(form)
    more = waited + 1 + int(AT_ONCE)
    return await _said(request, lambda desk: None, fields,
                       lambda desk: desk.reply(call_id, turn, fields),
                       lambda desk: desk.wait(call_id, turn, more, fields))  # fmt: skip


@router.post("/calls", status_code=204)
async def take_inbound_status(request: Request, form: Form) -> Response:
    """How far a call to us has got; it is known by its CallSid."""
    await run_in_threadpool(request.app.state.switchboard.status, "", dict(form))
    return Response(status_code=204)


@router.post("/calls/{call_id}", status_code=204)
async def take_status(call_id: str, request: Request, form: Form) -> Response:
    """How far a call of ours has got, in whatever order the callbacks come."""
    await run_in_threadpool(request.app.state.switchboard.status, call_id, dict(form))
    return Response(status_code=204)


Say = Callable[[Any], Script | None]


async def _said(
    request: Request, first: Say, fields: dict[str, str], again: Say | None = None,
    at_last: Say | None = None,
) -> Response:  # fmt: skip
    """The script of `first`; without one, of `again` as soon as there is, and of `at_last`."""
    desk = request.app.state.switchboard
    try:
        async with asyncio.timeout(TOO_LONG):
            script = await _by(first, desk)
            patient_until = time.monotonic() + AT_ONCE
            while script is None and again and time.monotonic() < patient_until:
                await asyncio.sleep(LOOKS)
                script = await _by(again, desk)
            if script is None and at_last:
                script = await _by(at_last, desk)
    except (SQLAlchemyError, TimeoutError) as error:
        return _without_database(request, first, fields, error)
    return _spoken(request, script or desk.trouble(fields))


async def _by(say: Say, desk: Any) -> Script | None:
    """Abandoned when time is up, not cancelled: what it keeps late is found when Twilio repeats."""
    return await to_thread.run_sync(say, desk, abandon_on_cancel=True)


def _without_database(
    request: Request, first: Say, fields: dict[str, str], error: BaseException
) -> Response:
    """Danger is answered all the same, and written down as soon as it can be; else Twilio repeats.

    A 503 has Twilio post the same words again (`rc=2`), and then fetch the fall-back.
    """
    log.error("call_without_database", error=type(error).__name__)
    desk = request.app.state.switchboard
    if not desk.danger(fields):
        return Response(status_code=503)
    response = _spoken(request, desk.trouble(fields))
    response.background = BackgroundTask(_keep_trying, first, desk)
    return response


async def _keep_trying(first: Say, desk: Any) -> None:
    """She was told to call 911; whoever is on call must still be paged."""
    for _ in range(TRIES):
        await asyncio.sleep(PAUSE)
        try:
            await run_in_threadpool(first, desk)
            return
        except SQLAlchemyError as error:
            log.error("danger_not_kept", error=type(error).__name__)


def _spoken(request: Request, script: Script) -> Response:
    return Response(twiml(script, request.app.state.wiring.settings), media_type="text/xml")
