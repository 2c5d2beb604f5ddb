"""The page itself and its parts."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from sandbox.control.notes import decoded
from sandbox.oracle_health.panel import by_id, panel
from sandbox.pages import presenters
from sandbox.pages.parts import PARTS, frame, templates
from sandbox.twilio.checks import e164
from sandbox.world import TheWorld

router = APIRouter(include_in_schema=False)


def phone_of(number: str) -> str:
    found = e164(number)
    if found is None:
        raise HTTPException(404, "Not a phone number.")
    return found


@router.get("/")
async def first(world: TheWorld, request: Request) -> Response:
    return _page(world, request, panel()[0].phone)


@router.get("/phones")
async def other(number: str) -> Response:
    """Any number may text, also one the chart does not know."""
    return RedirectResponse(f"/phones/{phone_of(number)}", 303)


@router.get("/phones/{number}")
async def phone(number: str, world: TheWorld, request: Request) -> Response:
    return _page(world, request, phone_of(number))


def _page(world: TheWorld, request: Request, number: str) -> Response:
    context = frame(world, number)
    for part in PARTS.values():
        context |= part(world, number)
    return templates.TemplateResponse(request, "page.html", context)


@router.get("/parts/{name}")
async def part(name: str, number: str, world: TheWorld, request: Request) -> Response:
    if name not in PARTS:
        raise HTTPException(404, "There is no such part.")
    of = phone_of(number)
    context = frame(world, of) | PARTS[name](world, of)
    return templates.TemplateResponse(request, f"parts/{name}.html", context)


@router.get("/chart/{patient_id}")
async def chart(patient_id: str, world: TheWorld, request: Request) -> Response:
    """One patient's notes: what the link in a page opens."""
    person = by_id(patient_id)
    if person is None:
        raise HTTPException(404, "The chart knows no such patient.")
    listed = [presenters.note(one, person.zone) for one in decoded(world.store, person.id)[::-1]]
    context = frame(world, person.phone) | {"notes": listed}
    return templates.TemplateResponse(request, "chart.html", context)
