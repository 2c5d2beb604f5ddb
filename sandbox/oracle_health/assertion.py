"""The client assertion of SMART backend services: signed, addressed, short-lived, used once."""

import base64
import json
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.oracle_health.keys import PATH, keys
from sandbox.oracle_health.refused import TokenRefused
from sandbox.world import World

KEY_TYPES = {"RS384": "RSA", "ES384": "EC"}
LONGEST_SECONDS = 300
LEEWAY_SECONDS = 5


async def verify(world: World, assertion: str, token_url: str, *, now: float) -> None:
    """Raise `invalid_client` unless the registered client made this assertion for this request."""
    claims = await _signed(world, assertion, now=now)
    issuer, settings = claims.get("iss"), world.settings
    if issuer != settings.fhir_client_id or claims.get("sub") != issuer:
        raise _refused("iss and sub must both be the registered client id")
    audience = claims.get("aud")
    if token_url not in (audience if isinstance(audience, list) else [audience]):
        raise _refused(f"aud must be {token_url}")
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now - LEEWAY_SECONDS:
        raise _refused("the assertion has expired")
    if expires > now + LONGEST_SECONDS + LEEWAY_SECONDS:
        raise _refused("exp is more than five minutes ahead")
    _use_once(world, issuer, claims.get("jti"), expires, now=now)


async def _signed(world: World, assertion: str, *, now: float) -> dict[str, Any]:
    header = _header(assertion)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in KEY_TYPES:
        raise _refused("alg must be RS384 or ES384")
    if not isinstance(kid, str) or not kid:
        raise _refused("kid is missing")
    registered = world.settings.public_base_url.rstrip("/") + PATH
    if header.get("jku", registered) != registered:
        raise _refused("jku is not the registered JWKS URL")
    known = [k for k in await keys(world, kid, now=now) if k.get("kty") == KEY_TYPES[algorithm]]
    if len(known) != 1:
        raise _refused(f"{len(known)} keys of the registered JWKS match this kid")
    try:
        token = jwt.decode(
            assertion, KeySet.import_key_set({"keys": known}), algorithms=[algorithm]
        )
    except (JoseError, ValueError) as wrong:
        raise _refused(f"the signature does not hold ({type(wrong).__name__})") from wrong
    return dict(token.claims)


def _header(assertion: str) -> dict[str, Any]:
    part = assertion.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as wrong:
        raise _refused("client_assertion is not a JWT") from wrong
    if not isinstance(header, dict):
        raise _refused("client_assertion is not a JWT")
    return header


def _use_once(world: World, issuer: str, jti: Any, expires: float, *, now: float) -> None:
    if not isinstance(jti, str) or not jti:
        raise _refused("jti is missing")
    world.store.run("delete from assertions where expires < ?", now - LEEWAY_SECONDS)
    fresh = world.store.run(
        "insert or ignore into assertions values (?, ?, ?)", issuer, jti, expires
    )
    if not fresh:
        raise _refused("jti was used before")


def _refused(why: str) -> TokenRefused:
    return TokenRefused("invalid_client", why)
