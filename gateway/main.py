"""create_app(): the only file that sees everything the web process offers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

import gateway.api.clinical as clinical_api
from gateway import console, health, rehearsal
from gateway.errors import ClinicError
from gateway.switchboard import Switchboard
from gateway.vendors.ehr import keys
from gateway.webhooks import pagerduty, twilio_on_call, twilio_sms, twilio_status, twilio_voice
from gateway.wiring import Wiring

PARTS = (
    twilio_sms,
    twilio_status,
    twilio_voice,
    twilio_on_call,
    pagerduty,
    clinical_api,
    health,
)


def create_app(wiring: Wiring) -> FastAPI:
    """The web process: webhooks in, the clinical API, the console, health and our public keys."""
    app = FastAPI(title="Promotora gateway", lifespan=_closing, openapi_url=None)
    app.state.wiring, app.state.switchboard = wiring, Switchboard(wiring)
    for part in PARTS:
        app.include_router(part.router)
    if not wiring.settings.production:
        app.include_router(rehearsal.router)
    app.include_router(console.router)
    console.install(app)
    app.add_exception_handler(ClinicError, _refuse)
    app.add_exception_handler(Exception, _unexpected)
    app.add_api_route("/.well-known/jwks.json", _public_keys, methods=["GET"])
    app.add_api_route("/", _front_door, methods=["GET"], include_in_schema=False)
    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.wiring.db.close()


async def _refuse(_request: Request, error: Exception) -> JSONResponse:
    """A deliberate failure, with its code and the next step."""
    if not isinstance(error, ClinicError):
        raise error
    body = {"code": error.code, "message": str(error), "next_step": error.next_step}
    return JSONResponse({"error": body}, status_code=error.status)


async def _unexpected(request: Request, _error: Exception) -> Response:
    """Our own fault: it is in the log by type and place; the caller may safely try again."""
    if request.url.path.startswith("/console"):
        return console.our_fault()
    failure = ClinicError
    body = {
        "code": failure.code,
        "message": "Something went wrong on our side; nothing of this request was kept.",
        "next_step": failure.next_step,
    }
    return JSONResponse({"error": body}, status_code=failure.status)


async def _public_keys(request: Request) -> JSONResponse:
    """The keys by which the chart's authorization server knows us; never a private part."""
    public = keys.public_keys(request.app.state.wiring.settings.fhir_key_file)
    return JSONResponse(public, headers={"Cache-Control": "public, max-age=300"})


async def _front_door() -> RedirectResponse:
    return RedirectResponse("/console")
