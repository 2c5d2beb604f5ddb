"""What the page's buttons do without JavaScript: a form, then back to the page."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from sandbox.control import api, on_call, phones, switches, telephone, time
from sandbox.control.phones import Handset
from sandbox.faults import Fault, Vendor
from sandbox.pages.page import phone_of
from sandbox.world import TheWorld

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Form()]
# What the switch of a phone can say.
HANDSETS = {
    "on": Handset(),
    "off": Handset(outcome="undelivered", error_code=30003),
    "landline": Handset(outcome="undelivered", error_code=30006),
    "filtered": Handset(outcome="undelivered", error_code=30007),
}


def back(number: str) -> RedirectResponse:
    return RedirectResponse(f"/phones/{phone_of(number)}", 303)


@router.post("/phones/{number}/texts")
async def text(
    number: str, world: TheWorld, body: Words = "", media: Annotated[int, Form()] = 0
) -> RedirectResponse:
    await phones.text(phone_of(number), phones.Text(body=body[:1600], media=media), world)
    return back(number)


@router.post("/phones/{number}/handset")
async def handset(number: str, world: TheWorld, state: Words) -> RedirectResponse:
    if state not in HANDSETS:
        raise HTTPException(422, "A phone is on, off, landline or filtered.")
    phones.set_handset(world, phone_of(number), HANDSETS[state])
    return back(number)


@router.post("/phones/{number}/telephone/{action}")
async def telephone_button(
    number: str, action: str, world: TheWorld, keys: Words = "", words: Words = "",
    picks_up: Words = "rings",
) -> RedirectResponse:  # fmt: skip
    """Ring the clinic, pick up, press keys, speak, hang up, or switch what becomes of calls."""
    phone = phone_of(number)
    try:
        match action:
            case "call":
                await telephone.call(phone, world)
            case "answer":
                await telephone.answer(phone, world)
            case "hang-up":
                await telephone.hang_up(phone, world)
            case "keys":
                await telephone.keys(phone, telephone.Keys(keys=keys), world)
            case "speech":
                await telephone.speech(phone, telephone.Speech(words=words), world)
            case "line":
                state = telephone.Handset.model_validate({"picks_up": picks_up})
                await telephone.switch(phone, state, world)
            case _:
                raise HTTPException(404, "A telephone has no such button.")
    except ValidationError as wrong:
        raise HTTPException(422, "Keys are 0 to 9, * and #; words are words.") from wrong
    return back(number)


@router.post("/texts/{sid}/resend")
async def resend(sid: str, world: TheWorld, number: Words) -> RedirectResponse:
    await phones.resend(sid, world)
    return back(number)


@router.post("/incidents/{incident_id}/{action}")
async def click(
    incident_id: str, action: on_call.Action, world: TheWorld, number: Words
) -> RedirectResponse:
    await on_call.click(incident_id, action, world)
    return back(number)


@router.post("/webhooks/enable")
async def enable(world: TheWorld, number: Words) -> RedirectResponse:
    await on_call.enable(world)
    return back(number)


@router.post("/faults/{vendor}")
async def fault(
    vendor: Vendor, world: TheWorld, number: Words, mode: Words = "", count: Words = "",
    lasting: Words = "", retry_after: Words = "",
) -> RedirectResponse:  # fmt: skip
    """`lasting`: seconds of delay when slow, otherwise hours until it ends."""
    if not mode:
        await switches.clear(vendor, world)
        return back(number)
    unit = "seconds" if mode == "slow" else "hours"
    said = {"mode": mode, "count": count, unit: lasting, "retry_after": retry_after}
    try:
        wanted = Fault.model_validate({name: value for name, value in said.items() if value})
    except ValidationError as wrong:
        raise HTTPException(422, "A fault needs a mode and plain numbers.") from wrong
    world.faults.put(vendor, wanted)
    return back(number)


@router.post("/clock")
async def clock(
    world: TheWorld, number: Words, hours: Annotated[float, Form(ge=0, le=24 * 366)] = 1
) -> RedirectResponse:
    await time.move(time.Move(advance_seconds=hours * 3600), world)
    return back(number)


@router.post("/reset")
async def reset(world: TheWorld, number: Words) -> RedirectResponse:
    await api.reset(world)
    return back(number)
