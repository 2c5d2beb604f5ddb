"""Rasa: one turn of a conversation, or one question it asks by itself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later
from gateway.vendors.legible import legible

LONGEST_TEXT = 2000  # Twilio delivers up to 1,600 characters; Rasa's patience is not for more
WORD_JOINER = "\u2060"


def harmless(text: str) -> str:
    """The text as Rasa may read it: no control characters, no commands, at most 2,000 characters.

    A leading "/" is Rasa's own syntax for intents, with which a patient could move the
    conversation; an invisible word joiner in front makes it a slash. Offsets into what the
    patient wrote must be counted on this text.
    """
    kept = legible(text)
    if kept.lstrip().startswith("/"):
        kept = WORD_JOINER + kept
    return kept[:LONGEST_TEXT]


class Rasa:
    """The assistant. Every failure is Later: a message waits, it is never given up here."""

    def __init__(self, settings: Settings, http: httpx.Client | None = None) -> None:
        self._url = settings.rasa_url.rstrip("/")
        self._token = settings.rasa_token.get_secret_value()
        self._http = http or wire.client("Rasa", self._url, settings.rasa_timeout_seconds)

    def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[str]:
        """What the assistant answers to the patient's words; may be nothing at all."""
        answer = self._ask(
            "/webhooks/gateway/webhook",
            {"sender": conversation_id, "message": harmless(text), "metadata": dict(metadata)},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        return _texts(answer)

    def trigger(self, conversation_id: str, check_in: str, language: str, rung: str) -> list[str]:
        """The words that ask a check-in; placeholders are filled in by the gateway.

        Nothing to say is a failure: a check-in that asks nothing would look like silence.
        """
        answer = self._ask(
            f"/conversations/{quote(conversation_id, safe='')}/trigger_intent",
            {
                "name": "EXTERNAL_check_in",
                "entities": {"check_in": check_in, "language": language, "rung": rung},
            },
            params={"output_channel": "latest", "token": self._token},
        )
        said = _texts(answer.get("messages") if isinstance(answer, dict) else None)
        if not said:
            raise Later(None, f"Rasa had nothing to say for {check_in} in {language}")
        return said

    def _ask(self, path: str, body: dict[str, Any], **how: Any) -> Any:
        request = self._http.build_request("POST", self._url + path, json=body, **how)
        response = wire.exchange(self._http, request, "Rasa", repeatable=True)
        if response.status_code != 200:
            wrong_key = response.status_code in (401, 403)
            raise Later(None, f"Rasa answered {response.status_code}", alarm=wrong_key)
        return wire.contents(response)


def _texts(messages: Any) -> list[str]:
    """The texts of Rasa's messages; buttons and pictures have none and cannot be texted."""
    if not isinstance(messages, list):
        raise Later(None, "Rasa's answer is not a list of messages")
    said = [message.get("text") for message in messages if isinstance(message, dict)]
    return [text for text in said if isinstance(text, str) and text.strip()]
