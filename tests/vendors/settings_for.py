"""Settings whose every vendor is one URL, and what a chart answers when all is well."""

from typing import Any

from gateway.settings import Settings
from tests.vendors.stand_in import Answer, StandIn


def pointing_at(url: str, **more: Any) -> Settings:
    defaults: dict[str, Any] = {
        "twilio_base_url": f"{url}/twilio",
        "pagerduty_events_url": f"{url}/pagerduty",
        "pagerduty_api_url": f"{url}/pagerduty/api",
        "fhir_base_url": f"{url}/fhir/t1",
        "rasa_url": f"{url}/rasa",
        "http_timeout_seconds": 0.5,
        "rasa_timeout_seconds": 0.5,
    }
    return Settings(**(defaults | more))


def sign_in(vendor: StandIn, *, scope: str | None = None, expires_in: int = 570) -> None:
    """The chart's discovery and token endpoints say yes."""
    discovery = {
        "token_endpoint": f"{vendor.url}/auth/token",
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
    }
    granted: dict[str, object] = {"access_token": "t-1", "token_type": "bearer"}
    granted["expires_in"] = expires_in
    if scope is not None:
        granted["scope"] = scope
    vendor.on("GET /fhir/t1/.well-known/smart-configuration", Answer(200, discovery))
    vendor.on(
        "POST /auth/token", Answer(200, granted), Answer(200, granted | {"access_token": "t-2"})
    )


def bundle(*resources: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    """One page of a FHIR search."""
    link = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, "link": link}
