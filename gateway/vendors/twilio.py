"""Twilio Messaging: send a text, follow it, and find out whether one was sent."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.numbers import e164

LONGEST_BODY = 1600
SKEW = timedelta(minutes=2)  # between our clock and Twilio's
TRIAL = "Sent from your Twilio trial account - "  # Twilio puts it before texts of trial accounts
REASONS = {
    "21211": "not a valid phone number",
    "21408": "texts to this region are not allowed in the account",
    "21602": "an empty text",
    "21608": "a trial account may only text verified numbers",
    "21610": "the number has opted out",
    "21612": "no route from the sending number",
    "21614": "the number cannot receive texts",
    "21617": f"longer than {LONGEST_BODY} characters",
    "21635": "the number is a landline",
}
# Our sender, service or callback address is wrong: no letter is to blame, all would be refused.
OURS = {"21212", "21603", "21606", "21609", "21701", "21703"}


class Twilio:
    """Texts patients. Creating a message has no idempotency key: after Unsure, `find` first."""

    def __init__(self, settings: Settings, http: httpx.Client | None = None) -> None:
        base = settings.twilio_base_url.rstrip("/")
        self._account = f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}"
        self._sender = settings.twilio_from
        self._service = settings.twilio_messaging_service_sid
        self._auth = sender_login(settings)
        self._seconds = settings.http_timeout_seconds
        self._http = http or wire.client("Twilio", base, self._seconds)

    def send(self, to: str, body: str, status_callback: str = "") -> Receipt:
        """Hand one text to Twilio; the receipt holds its SID and first status.

        Raises Undeliverable with Twilio's code ("21610" when the patient has opted out), Later,
        or Unsure when the text may have left.
        """
        number = e164(to)
        if to.startswith("whatsapp:"):
            raise Undeliverable("whatsapp", "WhatsApp is not covered by the HIPAA agreement")
        if number is None:
            raise Undeliverable("21211", REASONS["21211"])
        if not body.strip() or len(body) > LONGEST_BODY:
            code = "21617" if body.strip() else "21602"
            raise Undeliverable(code, REASONS[code])
        form = {"To": number, "Body": body} | self._from()
        if status_callback:
            form["StatusCallback"] = status_callback
        response = self._call("POST", "/Messages.json", repeatable=False, data=form)
        if not response.is_success:
            raise refusal(response)
        return _receipt(wire.fields(response)) or _unreadable()

    def find(
        self, to: str, body: str, since: datetime, *, known: Collection[str] = ()
    ) -> Receipt | None:
        """The text that an Unsure `send` at `since` did hand over, or None when there is none.

        `known` are SIDs of other letters: the same words may have gone out twice on purpose.
        Raises Unsure when the account hides bodies, so that looking cannot settle it, and Later
        when Twilio cannot be asked.
        """
        earliest = since.astimezone(UTC) - SKEW
        hidden = False
        for message in self._sent_to(e164(to) or to, earliest):
            if message.get("sid") in known or not self._ours(message, earliest):
                continue
            theirs = str(message.get("body") or "").strip()
            if theirs in (body.strip(), (TRIAL + body).strip()):
                return _receipt(message)
            hidden = hidden or not theirs
        if hidden:
            raise Unsure("Twilio hides the texts of this account; wait for the status callback")
        return None

    def fetch(self, sid: str) -> Receipt:
        """Where a message stands now: its status, and the error code as `detail`."""
        response = self._call("GET", f"/Messages/{sid}.json", repeatable=True)
        if response.status_code == 404:
            raise Undeliverable("20404", "Twilio knows no such message")
        found = _receipt(wire.fields(response)) if response.is_success else None
        if found is None:
            raise _cannot_ask(response)
        return found

    def _from(self) -> dict[str, str]:
        if self._service:
            return {"MessagingServiceSid": self._service}
        return {"From": self._sender}

    def _sent_to(self, number: str, earliest: datetime) -> Iterator[dict[str, Any]]:
        """Messages to a number since that day, then the newest of any day.

        The second look is for a text still queued: it has no sent date yet, and Twilio does not
        say whether the filter by sent date shows it.
        """
        patience = wire.Patience(self._seconds)
        day = {"DateSent>": earliest.date().isoformat()}
        query: Mapping[str, str] | str = {"To": number, "PageSize": "100"} | day
        while query:
            page = self._list(query, patience)
            yield from page.get("messages") or []
            # Only its query: the path is relative to a host that a proxy may have changed.
            query = str(page.get("next_page_uri") or "").partition("?")[2]
        yield from self._list({"To": number, "PageSize": "50"}, patience).get("messages") or []

    def _list(self, query: Mapping[str, str] | str, patience: wire.Patience) -> dict[str, Any]:
        patience.check("Twilio")
        params = httpx.QueryParams(query)
        response = self._call("GET", "/Messages.json", repeatable=True, params=params)
        page = wire.fields(response)
        if not response.is_success or "messages" not in page:
            raise _cannot_ask(response)
        return page

    def _ours(self, message: Mapping[str, Any], earliest: datetime) -> bool:
        """From our sender, by this program, and not older than the attempt."""
        if self._service:
            same = message.get("messaging_service_sid") == self._service
        else:
            same = message.get("from") == self._sender
        if not same or message.get("direction") == "inbound":
            return False
        try:
            return parsedate_to_datetime(str(message.get("date_created"))) >= earliest
        except (TypeError, ValueError):
            return True

    def _call(self, method: str, path: str, *, repeatable: bool, **content: Any) -> httpx.Response:
        request = self._http.build_request(method, self._account + path, **content)
        request = next(self._auth.auth_flow(request))
        return wire.exchange(self._http, request, "Twilio", repeatable=repeatable)


def sender_login(settings: Settings) -> httpx.BasicAuth:
    """API key when there is one, else the account's own token."""
    if settings.twilio_api_key_sid:
        secret = settings.twilio_api_key_secret.get_secret_value()
        return httpx.BasicAuth(settings.twilio_api_key_sid, secret)
    return httpx.BasicAuth(
        settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    )


def refusal(response: httpx.Response) -> Undeliverable | Later:
    """What Twilio's 4xx means. Its own words are dropped: they quote the number."""
    code = str(wire.fields(response).get("code") or response.status_code)
    if code == "20429":
        return Later(wire.retry_after(response), "Twilio asks to wait (20429)")
    if code in REASONS:
        return Undeliverable(code, REASONS[code])
    if code in OURS or response.status_code in (401, 403, 404):
        reason = f"Twilio refuses our account ({code}): check SID, keys, sender, public URL"
        return Later(None, reason, alarm=True)
    if response.status_code == 408:
        return Later(None, "Twilio did not get the whole request (408)")
    return Undeliverable(code, "Twilio refused the text")


def _cannot_ask(response: httpx.Response) -> Later:
    return Later(None, f"Twilio answered {response.status_code} when asked", alarm=True)


def _receipt(message: Mapping[str, Any]) -> Receipt | None:
    sid = message.get("sid")
    if not isinstance(sid, str) or not sid:
        return None
    return Receipt(sid, str(message.get("status") or ""), str(message.get("error_code") or ""))


def _unreadable() -> Receipt:
    raise Unsure("Twilio took the text but its answer has no SID")
