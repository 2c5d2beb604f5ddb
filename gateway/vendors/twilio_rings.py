"""Twilio Voice: ring somebody on call, say one sentence, and take one key."""

import httpx
from twilio.twiml.voice_response import Gather, VoiceResponse

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later, Receipt, Undeliverable
from gateway.vendors.numbers import e164
from gateway.vendors.twilio import refusal, sender_login

TIMES = 3  # who is woken by a phone does not hear the first words
RING_SECONDS = 30
LONGEST_CALL = 120
LISTEN_SECONDS = 10  # after the last word; a key counts at any time before


class TwilioRings:
    """Rings the on-call list. Repeating is harmless: a doubled call wakes nobody twice as much."""

    def __init__(self, settings: Settings, http: httpx.Client | None = None) -> None:
        base = settings.twilio_base_url.rstrip("/")
        self._url = f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}/Calls.json"
        self._sender, self._auth = settings.twilio_from, sender_login(settings)
        self._http = http or wire.client("Twilio", base, settings.http_timeout_seconds)

    def ring(self, to: str, says: str, *, key_url: str, status_callback: str) -> Receipt:
        """Ring `to` and say `says`, fixed sentences that name nobody, three times.

        The key that is pressed goes to `key_url`, which answers with TwiML. How the call went is
        reported to `status_callback`. Raises Undeliverable or Later.
        """
        number = e164(to)
        if number is None:
            raise Undeliverable("21211", "not a valid phone number")
        form = {
            "To": number,
            "From": self._sender,
            "Twiml": asks(says, key_url),
            "StatusCallback": status_callback,
            "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
            "Timeout": str(RING_SECONDS),
            "TimeLimit": str(LONGEST_CALL),
        }
        request = self._http.build_request("POST", self._url, data=form)
        request = next(self._auth.auth_flow(request))
        response = wire.exchange(self._http, request, "Twilio", repeatable=True)
        if not response.is_success:
            raise refusal(response)
        sid = wire.fields(response).get("sid")
        if not isinstance(sid, str):
            raise Later(None, "Twilio took the call but its answer has no SID")
        return Receipt(sid, "queued")


def asks(says: str, key_url: str) -> str:
    """What is said when it is answered, by a person or by a machine, which presses no key."""
    answer = VoiceResponse()
    answer.pause(length=1)
    listening = Gather(
        input="dtmf",
        num_digits=1,
        timeout=LISTEN_SECONDS,
        action=key_url,
        method="POST",
    )
    listening.say(says, loop=TIMES)
    answer.append(listening)
    return str(answer)


def thanks(says: str) -> str:
    """The last words of a call in which the right key was pressed."""
    answer = VoiceResponse()
    answer.say(says)
    answer.hangup()
    return str(answer)
