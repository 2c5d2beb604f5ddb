"""What a route may ask for: the installation, and proof that the caller is the action server."""

import hmac
from typing import Annotated, Any

from fastapi import Depends, Request

from gateway.errors import ClinicError


class WrongToken(ClinicError):
    status = 401
    code = "wrong_token"
    next_step = "Give the gateway and the action server the same PROMOTORA_CLINICAL_TOKEN."


class Malformed(ClinicError):
    """Says which field is wrong and never what it held: those may be a patient's words."""

    status = 422
    code = "malformed"
    next_step = "Send the fields as docs/reference describes the clinical API."


def installation(request: Request) -> Any:
    """What gateway.wiring put together for this process: `.db`, `.clock`, `.settings`, `.rules`."""
    return request.app.state.wiring


def known_caller(request: Request) -> None:
    """Compares in constant time, so that a token cannot be guessed byte by byte."""
    wanted = request.app.state.wiring.settings.clinical_token.get_secret_value()
    told = request.headers.get("Authorization", "")
    if not hmac.compare_digest(told.encode(), f"Bearer {wanted}".encode()):
        raise WrongToken("The clinical token is missing or wrong.")


Installation = Annotated[Any, Depends(installation)]
Caller = Depends(known_caller)
