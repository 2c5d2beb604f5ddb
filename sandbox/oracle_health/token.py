"""The token endpoint: an access token of 570 s for a good assertion."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.oracle_health.assertion import verify
from sandbox.oracle_health.refused import TokenRefused
from sandbox.oracle_health.scopes import unknown
from sandbox.settings import Settings
from sandbox.world import TheWorld

LIFETIME_SECONDS = 570
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PATH = "/auth/tenants/{tenant}/protocols/oauth2/profiles/smart-v1/token"
router = APIRouter(tags=["oracle health"])


def token_url(settings: Settings) -> str:
    return settings.url + PATH.format(tenant=settings.fhir_tenant)


@router.post(PATH)
async def token(tenant: str, request: Request, world: TheWorld) -> JSONResponse:
    form, now = await request.form(), world.clock.now()
    if tenant != world.settings.fhir_tenant:
        raise TokenRefused("invalid_request", "unknown tenant")
    if form.get("grant_type") != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "grant_type must be client_credentials")
    if form.get("client_assertion_type") != JWT_BEARER:
        raise TokenRefused("invalid_client", "client_assertion_type must be " + JWT_BEARER)
    await verify(world, str(form.get("client_assertion", "")), token_url(world.settings), now=now)
    scope = str(form.get("scope", ""))
    if not scope.split():
        raise TokenRefused("invalid_scope", "scope is missing")
    if wrong := unknown(scope):
        raise TokenRefused("invalid_scope", f"{wrong} is not registered for this client")
    return JSONResponse(_issue(world, scope, now=now), headers={"Cache-Control": "no-store"})


def _issue(world: TheWorld, scope: str, *, now: float) -> dict[str, Any]:
    made = secrets.token_urlsafe(32)
    world.store.run("delete from tokens where expires < ?", now)
    world.store.insert("tokens", token=made, scope=scope, expires=now + LIFETIME_SECONDS)
    return {
        "access_token": made,
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "scope": scope,
    }
