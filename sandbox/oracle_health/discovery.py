"""What the chart says of itself, without a token: SMART configuration and capabilities."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from sandbox.oracle_health.parameters import ACCEPTED
from sandbox.oracle_health.refused import FHIR_JSON, Refused
from sandbox.oracle_health.scopes import REGISTERED, supported
from sandbox.oracle_health.token import token_url
from sandbox.settings import Settings
from sandbox.world import TheWorld

router = APIRouter(prefix="/fhir/{tenant}", tags=["oracle health"])
INTERACTIONS = {"r": "read", "s": "search-type", "c": "create"}
TYPES = {"date": "date", "_lastUpdated": "date", "period": "date", "birthdate": "date",
         "-timing-boundsPeriod": "date", "patient": "reference", "subject": "reference",
         "name": "string", "family": "string", "given": "string", "address-postalcode": "string",
         "_count": "number"}  # fmt: skip


def base(settings: Settings) -> str:
    return f"{settings.url}/fhir/{settings.fhir_tenant}"


def known_tenant(settings: Settings, tenant: str) -> None:
    if tenant != settings.fhir_tenant:
        raise Refused(403, "forbidden", "Tenant not valid or accessible")


@router.get("/.well-known/smart-configuration")
async def smart_configuration(tenant: str, world: TheWorld) -> dict[str, Any]:
    settings = world.settings
    known_tenant(settings, tenant)
    return {
        "issuer": f"{settings.url}/auth/tenants/{tenant}",
        "token_endpoint": token_url(settings),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": supported(),
        "response_types_supported": ["code"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
        "code_challenge_methods_supported": ["S256"],
    }


@router.get("/metadata")
async def metadata(tenant: str, world: TheWorld) -> JSONResponse:
    """A CapabilityStatement: the part of the vendor's that this sandbox really does."""
    settings = world.settings
    known_tenant(settings, tenant)
    body = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-08-14",
        "publisher": "Promotora sandbox",
        "kind": "instance",
        "implementation": {"description": "Sandbox", "url": base(settings)},
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "rest": [{"mode": "server", "security": _security(settings), "resource": _resources()}],
    }
    return JSONResponse(body, media_type=FHIR_JSON)


def _security(settings: Settings) -> dict[str, Any]:
    oauth = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
    uris = [{"url": "token", "valueUri": token_url(settings)}]
    return {"extension": [{"url": oauth, "extension": uris}], "description": "SMART on FHIR"}


def _resources() -> list[dict[str, Any]]:
    listed = []
    for kind, letters in REGISTERED.items():
        one: dict[str, Any] = {
            "type": kind,
            "interaction": [{"code": INTERACTIONS[letter]} for letter in letters],
        }
        if kind in ACCEPTED:
            one["searchParam"] = [
                {"name": name, "type": TYPES.get(name, "token")} for name in ACCEPTED[kind]
            ]
        listed.append(one)
    return listed
