"""The FHIR R4 server: read, search, and create of notes, behind a Bearer token."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse

from sandbox.oracle_health import documents, search, shelf
from sandbox.oracle_health.discovery import base, known_tenant
from sandbox.oracle_health.parameters import ACCEPTED, checked
from sandbox.oracle_health.refused import FHIR_JSON, Refused
from sandbox.oracle_health.scopes import REGISTERED, allows
from sandbox.world import TheWorld, World

router = APIRouter(prefix="/fhir/{tenant}", tags=["oracle health"])
JSON_TYPES = ("application/fhir+json", "application/json", "*/*", "application/*")


class NotJson(Exception):
    """The client accepts no JSON: 406 with an empty body."""


async def not_json(request: Request, refused: Exception) -> Response:
    return Response(status_code=406)


def admitted(world: World, request: Request, tenant: str, kind: str, letter: str) -> None:
    """A known tenant, JSON, a valid token, and a scope that covers what is asked."""
    known_tenant(world.settings, tenant)
    accepts = request.headers.get("accept", "*/*")
    if not any(one.split(";")[0].strip() in JSON_TYPES for one in accepts.split(",")):
        raise NotJson
    if kind not in REGISTERED:
        raise Refused(404, "not-supported", f"{kind} is not supported")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    row = world.store.one(
        "select * from tokens where token = ? and expires > ?", token, world.clock.now()
    )
    if scheme.lower() != "bearer" or row is None:
        challenge = 'Bearer realm="sandbox", error="invalid_token"'
        raise Refused(401, "login", "The access token is missing, unknown or expired", challenge)
    if not allows(row["scope"], kind, letter):
        raise Refused(403, "forbidden", f"The token's scope does not cover {kind}.{letter}")


@router.get("/{kind}")
async def searched(tenant: str, kind: str, request: Request, world: TheWorld) -> JSONResponse:
    admitted(world, request, tenant, kind, "s")
    if kind not in ACCEPTED:
        raise Refused(404, "not-supported", f"{kind} cannot be searched")
    pairs = list(request.query_params.multi_items())
    page = next((value for name, value in pairs if name == search.PAGE), None)
    query = checked(kind, [pair for pair in pairs if pair[0] != search.PAGE])
    all_ = search.found(world.store, kind, query)
    if kind == "Patient" and len(all_) > search.MOST_PATIENTS:
        raise Refused(422, "too-costly", "More than 1,000 patients match")
    made = search.bundle(base(world.settings), kind, query, all_, page)
    return JSONResponse(made, media_type=FHIR_JSON)


@router.get("/{kind}/{of}")
async def read(tenant: str, kind: str, of: str, request: Request, world: TheWorld) -> JSONResponse:
    admitted(world, request, tenant, kind, "r")
    resource = shelf.get(world.store, kind, of)
    if resource is None:
        raise Refused(404, "not-found", f"{kind}/{of} was not found")
    return JSONResponse(resource, headers={"ETag": 'W/"1"'}, media_type=FHIR_JSON)


@router.post("/{kind}")
async def created(
    tenant: str,
    kind: str,
    request: Request,
    world: TheWorld,
    content_type: Annotated[str, Header()] = "",
) -> Response:
    """File a note: 201, an empty body, and where it is."""
    admitted(world, request, tenant, kind, "c")
    if content_type.partition(";")[0].strip() not in JSON_TYPES[:2]:
        raise Refused(415, "not-supported", "Content-Type must be application/fhir+json")
    body = _json(await request.body())
    settings, now = world.settings, world.clock.now()
    with world.store.transaction():
        note = documents.file(
            world.store, body, tenant=settings.fhir_tenant, base=base(settings), now=now
        )
    where = f"{base(settings)}/DocumentReference/{note['id']}"
    headers = {"Location": where, "ETag": 'W/"1"', "Last-Modified": note["date"]}
    return Response(status_code=201, headers=headers | _traces(note["id"]))


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise Refused(400, "structure", "The body is not JSON") from None


def _traces(of: str) -> dict[str, str]:
    """What support asks for; both are logged by a careful client."""
    return {"X-Request-Id": f"sandbox-{of}", "opc-request-id": f"/sandbox/{of}"}
