"""One server: three vendors' faces, the control API and the page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from sandbox.control import api, notes, on_call, phones, switches, telephone, time
from sandbox.doors import Doors
from sandbox.oracle_health import discovery, fhir, token
from sandbox.oracle_health import refused as chart_refused
from sandbox.oracle_health.shelf import furnish
from sandbox.pagerduty import events, incidents, rest, webhooks
from sandbox.pages import forms, page
from sandbox.settings import Settings
from sandbox.twilio import callbacks, calls, carrier, line, messages
from sandbox.twilio import phones as handsets
from sandbox.twilio import refused as twilio_refused
from sandbox.world import World, make_world

STATIC = Path(__file__).with_name("static")
ROUTERS = (
    messages.router, calls.router, telephone.router, events.router, rest.router, discovery.router,
    token.router, fhir.router,
    api.router, time.router, switches.router, phones.router, on_call.router, notes.router,
    page.router, forms.router,
)  # fmt: skip


def create_app(settings: Settings) -> ASGIApp:
    """The sandbox as an ASGI app; its jobs run while the server runs."""
    world = make_world(settings)
    furnish(world.store, now=world.clock.now())
    _teach(world)
    app = FastAPI(title="Promotora sandbox", lifespan=_lifespan, openapi_url=None)
    app.state.world = world
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(twilio_refused.Refused, twilio_refused.answer)
    app.add_exception_handler(rest.Refused, rest.answer)
    app.add_exception_handler(chart_refused.Refused, chart_refused.answer)
    app.add_exception_handler(chart_refused.TokenRefused, chart_refused.token_answer)
    app.add_exception_handler(fhir.NotJson, fhir.not_json)
    return Doors(app, world)


def _teach(world: World) -> None:
    """Which job is done by whom."""
    world.jobs.kinds |= {
        "twilio.step": partial(carrier.step, world),
        "twilio.callback": partial(callbacks.call_back, world),
        "twilio.dial": partial(line.ring_now, world),
        "twilio.perform": partial(line.perform, world),
        "twilio.unanswered": partial(line.unanswered, world),
        "twilio.silence": partial(line.silence, world),
        "twilio.fetch": partial(line.follow, world),
        "twilio.inbound": partial(handsets.deliver, world),
        "pagerduty.webhook": partial(webhooks.deliver, world),
        "pagerduty.time": partial(incidents.time_passes, world),
        "clock.tell": partial(time.tell_again, world),
    }


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    world: World = app.state.world
    running = asyncio.create_task(world.jobs.run())
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await world.gateway.close()
    world.store.close()
