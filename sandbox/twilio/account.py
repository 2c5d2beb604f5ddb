"""Who may use the account: the Auth Token, or an API key."""

import base64
import binascii
import hmac
from typing import Annotated

from fastapi import Depends, Header

from sandbox.twilio.refused import Refused
from sandbox.world import TheWorld


def authenticated(
    account_sid: str, world: TheWorld, authorization: Annotated[str, Header()] = ""
) -> None:
    settings = world.settings
    pairs = [(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())]
    if settings.twilio_api_key_sid:
        pairs.append(
            (settings.twilio_api_key_sid, settings.twilio_api_key_secret.get_secret_value())
        )
    said = _said(authorization)
    known = any(hmac.compare_digest(said, f"{user}:{word}".encode()) for user, word in pairs)
    if not known or account_sid != settings.twilio_account_sid:
        raise Refused(401, 20003, "Authenticate")


def _said(authorization: str) -> bytes:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(rest, validate=True)
    except binascii.Error:
        return b""


Authenticated = Depends(authenticated)
