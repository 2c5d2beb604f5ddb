"""The one channel, spoken only by the gateway: a bearer token, and no commands in texts."""

from __future__ import annotations

import hmac
import inspect
import os
import re
import unicodedata
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

WORD_JOINER = "\u2060"  # invisible; in front of "/" it keeps Rasa from reading an intent
BEARER = "Bearer "
SIGN = r"[^\W_]"  # a letter or a digit
# Soft hyphens, joiners and marks of direction come along when a text is pasted.
INSIDE_A_WORD = re.compile(
    rf"(?<={SIGN})[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+(?={SIGN})"
)


def harmless(text: str) -> str:
    """The text as it is read: a leading "/" made words ("/restart" is a patient's text, no
    command), each letter one sign with its accent, and nothing invisible inside a word or number.
    """
    plain = INSIDE_A_WORD.sub("", unicodedata.normalize("NFC", text))
    return WORD_JOINER + plain if plain.lstrip().startswith("/") else plain


class GatewayInput(RestInput):
    """RestInput that believes nobody without the token and writes no message to the log."""

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        token = (credentials or {}).get("token") or os.environ.get("PROMOTORA_RASA_TOKEN")
        if not token:
            raise SystemExit("Set PROMOTORA_RASA_TOKEN: without it anybody could speak to Rasa.")
        return cls(str(token))

    def trusted(self, header: Optional[str]) -> bool:
        shown = (header or "").removeprefix(BEARER) if (header or "").startswith(BEARER) else ""
        return hmac.compare_digest(shown.encode(), self.token.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        channel = Blueprint("gateway_webhook", inspect.getmodule(self).__name__)

        @channel.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @channel.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.trusted(request.headers.get("authorization")):
                return response.json({"error": "The bearer token is missing or wrong."}, 401)
            message = self._message(request)
            if message is None:
                return response.json({"error": "sender and message must be texts."}, 422)
            await on_new_message(message)
            return response.json(message.output_channel.messages)

        return channel

    def _message(self, request: Request) -> Optional[UserMessage]:
        told = request.json if isinstance(request.json, dict) else {}
        text, sender = told.get("message"), told.get("sender")
        if not (isinstance(text, str) and isinstance(sender, str) and sender):
            return None
        metadata = told.get("metadata")
        return UserMessage(
            harmless(text),
            CollectingOutputChannel(),
            sender,
            input_channel=self.name(),
            metadata=metadata if isinstance(metadata, dict) else {},
        )
