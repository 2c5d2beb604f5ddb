"""Refusals of the chart: an OperationOutcome, or an OAuth error at the token endpoint."""

from fastapi import Request
from fastapi.responses import JSONResponse

from sandbox.refusals import outcome

FHIR_JSON = "application/fhir+json"


class Refused(Exception):
    """Becomes an OperationOutcome, e.g. 422 with code business-rule."""

    def __init__(self, status: int, code: str, text: str, challenge: str | None = None) -> None:
        super().__init__(text)
        self.status, self.body, self.challenge = status, outcome(code, text), challenge


class TokenRefused(Exception):
    """Becomes an error of RFC 6749, section 5.2."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.status = 401 if error == "invalid_client" else 400
        self.body = {"error": error, "error_description": why}


async def answer(request: Request, refused: Exception) -> JSONResponse:
    assert isinstance(refused, Refused)
    headers = {"WWW-Authenticate": refused.challenge} if refused.challenge else None
    return JSONResponse(refused.body, refused.status, headers, FHIR_JSON)


async def token_answer(request: Request, refused: Exception) -> JSONResponse:
    assert isinstance(refused, TokenRefused)
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return JSONResponse(refused.body, refused.status, headers)
