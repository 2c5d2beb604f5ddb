"""The only HTTP client: the clinical API and nothing else."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
from rasa_sdk import Tracker

# The gateway answers in milliseconds; Rasa's own lock on the conversation lives 120 s.
PATIENCE = httpx.Timeout(10.0, connect=3.0)
PRIVATE = ("read",)  # for the words of a question only; the clinic does not know it


class ClinicUnreachable(Exception):
    """Nothing was recorded, so nothing is said: the gateway's worker will try again."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The clinical API did not take the reply ({why}). It will be tried again."
        )


@dataclass(frozen=True)
class Outcome:
    """What the clinic made of a reply: its name, the language to answer in, values to show."""

    name: str
    context: str
    language: str
    reason: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Clinic:
    """Where the clinic is. Plain values only: the client is opened for each call."""

    url: str = ""
    token: str = ""

    @classmethod
    def of_environment(cls) -> "Clinic":
        return cls(
            os.environ.get("PROMOTORA_GATEWAY_URL") or "http://127.0.0.1:8000",
            os.environ.get("PROMOTORA_CLINICAL_TOKEN") or "sandbox-clinical-token",
        )

    async def reply(self, tracker: Tracker) -> Outcome:
        """Tell the clinic the whole interpretation of the latest message, once.

        Safe to repeat: the clinic answers the same message id the same again.
        """
        told = _told(tracker)
        try:
            async with httpx.AsyncClient(
                base_url=self.url, timeout=PATIENCE, verify=trust()
            ) as client:
                answered = await client.post(
                    "/clinical/replies",
                    json=told,
                    headers={"Authorization": f"Bearer {self.token}"},
                )
        except httpx.HTTPError as failed:
            raise ClinicUnreachable(type(failed).__name__) from None
        if answered.status_code not in (200, 201):
            raise ClinicUnreachable(f"status {answered.status_code}")
        return _outcome(answered.json())


@lru_cache
def trust() -> ssl.SSLContext:
    """The certificates to trust, read once: reading them per call took 15 ms of a 38 ms turn."""
    return ssl.create_default_context()


def _told(tracker: Tracker) -> dict[str, Any]:
    message = tracker.latest_message
    about = message.get("metadata") or {}
    understood = message.get("interpretation")
    missing = [k for k in ("message_sid", "patient_id", "conversation_id") if not about.get(k)]
    if missing or not understood:
        raise ClinicUnreachable(f"the message came without {', '.join(missing) or 'meaning'}")
    return {
        "message_sid": about["message_sid"],
        "patient_id": about["patient_id"],
        "conversation_id": about["conversation_id"],
        "interpretation": {k: v for k, v in understood.items() if k not in PRIVATE},
    }


def _outcome(said: Mapping[str, Any]) -> Outcome:
    return Outcome(
        name=said["outcome"],
        context=said.get("context") or "none",
        language=said.get("language") or "",
        reason=said.get("reason"),
        values=said.get("values") or {},
    )
