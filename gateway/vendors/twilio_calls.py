"""Twilio Voice: place a call, and find out whether one was placed."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.numbers import e164
from gateway.vendors.twilio import SKEW, refusal, sender_login

EVENTS = ("initiated", "ringing", "answered", "completed")
LONGEST_CALL = 600  # seconds; a check-in takes one or two minutes
DETECT_SECONDS = 20


class TwilioCalls:
    """Rings patients. Placing a call has no idempotency key: after Unsure, `find` first."""

    def __init__(self, settings: Settings, http: httpx.Client | None = None) -> None:
        base = settings.twilio_base_url.rstrip("/")
        self._account = f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}"
        self._sender, self._rings = settings.twilio_from, settings.call_ring_seconds
        self._auth = sender_login(settings)
        self._http = http or wire.client("Twilio", base, settings.http_timeout_seconds)

    def place(self, to: str, *, url: str, status_url: str, fallback_url: str) -> Receipt:
        """Ring a number; what is said is fetched from `url` when it is answered.

        Twilio waits for the end of a machine's greeting, so that a message is recorded whole.
        Raises Undeliverable, Later, or Unsure when the phone may be ringing.
        """
        number = e164(to)
        if number is None:
            raise Undeliverable("21211", "not a valid phone number")
        form = {
            "To": number,
            "From": self._sender,
            "Url": url,
            "FallbackUrl": fallback_url,
            "StatusCallback": status_url,
            "StatusCallbackEvent": list(EVENTS),
            "MachineDetection": "DetectMessageEnd",
            "MachineDetectionTimeout": str(DETECT_SECONDS),
            "Timeout": str(self._rings),
            "TimeLimit": str(LONGEST_CALL),
        }
        response = self._call("POST", repeatable=False, data=form)
        if not response.is_success:
            raise refusal(response)
        if receipt := _receipt(wire.fields(response)):
            return receipt
        raise Unsure("Twilio took the call but its answer has no SID")

    def find(self, to: str, since: datetime, *, known: Collection[str] = ()) -> Receipt | None:
        """The call that an Unsure `place` at `since` did begin; `known` are SIDs of other calls."""
        earliest = since.astimezone(UTC) - SKEW
        query = {"To": e164(to) or to, "PageSize": "50"}
        response = self._call("GET", repeatable=True, params=query)
        if not response.is_success:
            raise Later(None, f"Twilio answered {response.status_code} when asked", alarm=True)
        for call in wire.fields(response).get("calls") or []:
            if call.get("sid") not in known and self._ours(call, earliest):
                return _receipt(call)
        return None

    def _ours(self, call: Mapping[str, Any], earliest: datetime) -> bool:
        if call.get("from") != self._sender or call.get("direction") == "inbound":
            return False
        try:
            return parsedate_to_datetime(str(call.get("date_created"))) >= earliest
        except (TypeError, ValueError):
            return True

    def _call(self, method: str, *, repeatable: bool, **content: Any) -> httpx.Response:
        request = self._http.build_request(method, f"{self._account}/Calls.json", **content)
        request = next(self._auth.auth_flow(request))
        return wire.exchange(self._http, request, "Twilio", repeatable=repeatable)


def _receipt(call: Mapping[str, Any]) -> Receipt | None:
    sid = call.get("sid")
    return Receipt(sid, str(call.get("status") or "")) if isinstance(sid, str) and sid else None
