"""A refusal in Twilio's own words."""

from fastapi import Request
from fastapi.responses import JSONResponse

from sandbox.refusals import twilio


class Refused(Exception):
    """Becomes Twilio's error body, e.g. 400 with code 21211."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


async def answer(request: Request, refused: Exception) -> JSONResponse:
    assert isinstance(refused, Refused)
    body = twilio(refused.status, refused.code, refused.message)
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refused.status == 401 else {}
    return JSONResponse(body, refused.status, headers)
