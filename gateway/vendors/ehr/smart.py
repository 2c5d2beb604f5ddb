"""SMART Backend Services: find the token endpoint, prove who we are, keep the token fresh."""

import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import structlog
from joserfc import jwt

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later
from gateway.vendors.ehr.keys import NoKeys, signing_key

ASSERTION_SECONDS = 240  # SMART allows 5 minutes; the rest is for clocks that disagree
DISCOVERY_SECONDS = 3600.0
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

log = structlog.get_logger("gateway.vendors.ehr")


@dataclass(frozen=True)
class Discovery:
    """What the EHR says about signing in, from its .well-known/smart-configuration."""

    token_endpoint: str
    algorithms: tuple[str, ...]


class Tokens:
    """The access token of this process: fetched once, renewed before it ends, safe for threads.

    `now` is asked for the assertion's times; how long a token lives is measured on a clock that
    nobody can move.
    """

    def __init__(self, settings: Settings, http: httpx.Client, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._one_at_a_time = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self._found: tuple[Discovery, float] | None = None
        self.lacking: tuple[str, ...] = ()

    def token(self) -> str:
        """A token that is good for a while. Raises Later when none can be had."""
        with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def renew(self, refused: str) -> str:
        """A new token after the EHR refused this one; only the first of many threads fetches."""
        with self._one_at_a_time:
            if self._token == refused:
                self._fetch()
            return self._token

    def discovery(self) -> Discovery:
        """Read again every hour: Oracle has moved its token endpoint before."""
        if self._found and time.monotonic() < self._found[1]:
            return self._found[0]
        base = self._settings.fhir_base_url.rstrip("/")
        request = self._http.build_request("GET", f"{base}/.well-known/smart-configuration")
        request.headers["Accept"] = "application/json"
        response = wire.exchange(self._http, request, "SMART discovery", repeatable=True)
        said = wire.fields(response)
        endpoint = said.get("token_endpoint")
        if not response.is_success or not isinstance(endpoint, str) or not endpoint:
            raise Later(None, f"no SMART configuration ({response.status_code})", alarm=True)
        if base.startswith("https:") and not endpoint.startswith("https:"):
            raise Later(None, "the token endpoint is not https", alarm=True)
        offered = said.get("token_endpoint_auth_signing_alg_values_supported") or ()
        found = Discovery(endpoint, tuple(str(name) for name in offered))
        self._found = (found, time.monotonic() + DISCOVERY_SECONDS)
        return found

    def _fetch(self) -> None:
        self._good_until = 0.0
        found = self.discovery()
        form = {
            "grant_type": "client_credentials",
            "scope": self._settings.fhir_scopes,
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self._assertion(found),
        }
        request = self._http.build_request("POST", found.token_endpoint, data=form)
        request.headers["Accept"] = "application/json"
        response = wire.exchange(self._http, request, "the token endpoint", repeatable=True)
        granted = wire.fields(response)
        token = granted.get("access_token")
        if not response.is_success or not isinstance(token, str) or not token:
            self._found = None  # it may have moved
            raise _refused(response, granted)
        self._keep(token, granted)

    def _assertion(self, found: Discovery) -> str:
        try:
            key, algorithm = signing_key(Path(self._settings.fhir_key_file))
        except NoKeys as missing:
            raise Later(None, f"{missing}. {missing.next_step}", alarm=True) from None
        if found.algorithms and algorithm not in found.algorithms:
            raise Later(None, f"the EHR does not accept {algorithm} keys", alarm=True)
        issued = int(self._now().timestamp())
        claims = {
            "iss": self._settings.fhir_client_id,
            "sub": self._settings.fhir_client_id,
            "aud": found.token_endpoint,
            "iat": issued,
            "exp": issued + ASSERTION_SECONDS,
            "jti": str(uuid.uuid4()),
        }
        header = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
        return jwt.encode(header, claims, key, algorithms=[algorithm])

    def _keep(self, token: str, granted: dict[str, Any]) -> None:
        try:
            lives = float(granted.get("expires_in") or 300)
        except (TypeError, ValueError):
            lives = 300.0
        self._token = token
        self._good_until = time.monotonic() + lives - min(60.0, lives / 5)
        asked = self._settings.fhir_scopes.split()
        self.lacking = missing_scopes(asked, str(granted.get("scope") or " ".join(asked)).split())
        if self.lacking:
            log.warning("the EHR granted less than asked", lacking=self.lacking)


def missing_scopes(asked: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Which permissions of `asked` are not in `granted`, as "system/Patient.s".

    Both spellings count: v1 `.read` is `.rs`, `.write` is `.cud`, and `*` is every resource.
    """
    have = {permission for scope in granted for permission in _permissions(scope)}
    lacking = []
    for scope in asked:
        resource, _, letters = _spelled(scope)
        gone = [
            letter for letter in letters if not {(resource, letter), ("system/*", letter)} & have
        ]
        if gone:
            lacking.append(f"{resource}.{''.join(gone)}")
    return tuple(lacking)


def _permissions(scope: str) -> set[tuple[str, str]]:
    resource, _, letters = _spelled(scope)
    return {(resource, letter) for letter in letters}


def _spelled(scope: str) -> tuple[str, str, str]:
    resource, dot, letters = scope.partition("?")[0].rpartition(".")
    versions = {"read": "rs", "write": "cud", "*": "cruds"}
    return resource, dot, versions.get(letters, letters)


def _refused(response: httpx.Response, said: dict[str, Any]) -> Later:
    """RFC 6749 error codes are a short list of words, safe to show; descriptions are not."""
    code = said.get("error")
    known = code if isinstance(code, str) and code.replace("_", "").isalpha() else "no reason given"
    return Later(
        None, f"the token endpoint refuses us ({response.status_code}, {known})", alarm=True
    )
