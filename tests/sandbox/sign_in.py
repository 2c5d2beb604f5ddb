"""Signing in to the chart as a SMART backend service does."""

import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.sandbox.receiver import Receiver
from tests.sandbox.town import Sandbox

SCOPES = (
    "system/Patient.rs system/Condition.rs system/Observation.rs system/CarePlan.rs "
    "system/MedicationRequest.rs system/DocumentReference.crs system/Binary.r"
)


@dataclass
class SignIn:
    """A key pair and what is said with it."""

    sandbox: Sandbox
    key: Any
    algorithm: str

    @property
    def token_url(self) -> str:
        found = self.sandbox.get("/fhir/sandbox/.well-known/smart-configuration")
        return str(found["token_endpoint"])

    def assertion(self, *, key: Any = None, header: Any = None, **claims: Any) -> str:
        """A good assertion; `claims` replaces some, None drops one."""
        now = int(time.time())
        said = {
            "iss": "promotora-sandbox", "sub": "promotora-sandbox", "aud": self.token_url,
            "iat": now, "exp": now + 240, "jti": str(uuid.uuid4()),
        } | claims  # fmt: skip
        head = {"alg": self.algorithm, "kid": self.key.kid, "typ": "JWT"} | (header or {})
        body = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(head, body, key or self.key, algorithms=[head["alg"]])

    def ask(self, assertion: str | None = None, scope: str = SCOPES, **form: Any) -> httpx.Response:
        said = {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(),
        } | form
        return self.sandbox.http.post(self.token_url, data=said)

    def fhir(self, scope: str = SCOPES) -> "Fhir":
        token = self.ask(scope=scope).raise_for_status().json()["access_token"]
        return Fhir(self.sandbox, token)


@dataclass
class Fhir:
    """The chart, asked with a token."""

    sandbox: Sandbox
    token: str

    def headers(self) -> dict[str, str]:
        kind = "application/fhir+json"
        return {"Authorization": f"Bearer {self.token}", "Accept": kind, "Content-Type": kind}

    def get(self, path: str, **query: Any) -> httpx.Response:
        url = path if path.startswith("http") else f"/fhir/sandbox/{path}"
        return self.sandbox.http.get(url, params=query or None, headers=self.headers())

    def search(self, path: str, **query: Any) -> list[Any]:
        found = self.get(path, **query).raise_for_status().json()
        return [entry["resource"] for entry in found.get("entry", [])]

    def file(self, body: Any) -> httpx.Response:
        path = "/fhir/sandbox/DocumentReference"
        return self.sandbox.http.post(path, json=body, headers=self.headers())


def sign_in_for(sandbox: Sandbox, gateway: Receiver, algorithm: str = "ES384") -> SignIn:
    key = new_key(algorithm)
    gateway.jwks = {"keys": [key.as_dict(private=False)]}
    return SignIn(sandbox, key, algorithm)


def new_key(algorithm: str) -> Any:
    parameters: Any = {"use": "sig", "alg": algorithm}
    if algorithm == "RS384":
        return RSAKey.generate_key(2048, parameters, auto_kid=True)
    return ECKey.generate_key("P-384", parameters, auto_kid=True)
