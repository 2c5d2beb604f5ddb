"""Proving that a webhook comes from the vendor, before anything else is believed."""

from urllib.parse import parse_qsl

import structlog
from fastapi import HTTPException, Request

from gateway.vendors.signatures import pagerduty_signed, twilio_signed

LARGEST_BODY = 256_000
log = structlog.get_logger()


async def signed_form(request: Request) -> list[tuple[str, str]]:
    """Every field of a form that Twilio signed; empty ones are part of the signature.

    Raises 403 for a missing or wrong signature, and for one that belongs to another body.
    """
    body = await _body(request)
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    genuine = twilio_signed(
        request.app.state.wiring.settings,
        raw_path(request),
        fields,
        request.headers.get("X-Twilio-Signature"),
        signature_settings=request.headers.get("X-Twilio-Webhooks-Signature-Settings"),
    )
    if not genuine:
        raise refused("twilio")
    return fields


async def signed_json(request: Request) -> bytes:
    """The raw body of a delivery that PagerDuty signed; 403 otherwise."""
    body = await _body(request)
    secret = request.app.state.wiring.settings.pagerduty_webhook_secret.get_secret_value()
    if not pagerduty_signed(secret, body, request.headers.get("X-PagerDuty-Signature")):
        raise refused("pagerduty")
    return body


def raw_path(request: Request) -> str:
    """Path and query as the vendor wrote them; decoding would change what was signed."""
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope.get("raw_path", b"").decode("latin-1") or request.url.path
    return f"{path}?{query}" if query else path


def refused(vendor: str) -> HTTPException:
    log.warning("webhook_refused", vendor=vendor)
    return HTTPException(403, "The signature does not match; check the token and the public URL.")


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "No vendor sends bodies of this size.")
    return body
