"""PagerDuty Events v2: raise, acknowledge and resolve a page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later, Receipt, Undeliverable

SEVERITIES = ("critical", "error", "warning", "info")
LONGEST_SUMMARY = 1024
LONGEST_KEY = 255


class PagerDuty:
    """Pages the on-call. Everything may be repeated: the same `dedup_key` is the same page.

    Nothing given here may identify a patient: summary, links and details travel by SMS and e-mail.
    """

    def __init__(self, settings: Settings, http: httpx.Client | None = None) -> None:
        self._url = settings.pagerduty_events_url.rstrip("/") + "/v2/enqueue"
        self._routing_key = settings.pagerduty_routing_key.get_secret_value()
        self._client_url = settings.public_base_url
        seconds = settings.http_timeout_seconds
        self._http = http or wire.client("PagerDuty", settings.pagerduty_events_url, seconds)

    def trigger(
        self,
        dedup_key: str,
        summary: str,
        severity: str,
        links: Sequence[Mapping[str, str]] = (),
        custom_details: Mapping[str, Any] | None = None,
        timestamp: datetime | None = None,
    ) -> Receipt:
        """Open a page, or add to the open one with this key.

        `critical` and `error` wake somebody, `warning` and `info` do not, when the service's
        urgency follows severity. `links` are {"href", "text"}. An acknowledged page stays silent:
        something worse needs a new `dedup_key`.
        """
        if severity not in SEVERITIES:
            raise Undeliverable("severity", f"PagerDuty knows {', '.join(SEVERITIES)}")
        payload: dict[str, Any] = {
            "summary": summary[:LONGEST_SUMMARY],
            "source": "promotora",
            "severity": severity,
        }
        if timestamp:
            payload["timestamp"] = timestamp.astimezone(UTC).isoformat()
        if custom_details:
            payload["custom_details"] = dict(custom_details)
        return self._enqueue(
            "trigger",
            dedup_key,
            payload=payload,
            links=[dict(link) for link in links],
            client="Promotora",
            client_url=self._client_url,
        )

    def acknowledge(self, dedup_key: str) -> Receipt:
        """Somebody has it. For a page that is not open PagerDuty silently does nothing."""
        return self._enqueue("acknowledge", dedup_key)

    def resolve(self, dedup_key: str) -> Receipt:
        """It is over. For a page that is not open PagerDuty silently does nothing."""
        return self._enqueue("resolve", dedup_key)

    def _enqueue(self, action: str, dedup_key: str, **more: Any) -> Receipt:
        if not 0 < len(dedup_key) <= LONGEST_KEY:
            raise Undeliverable("dedup_key", f"must have 1 to {LONGEST_KEY} characters")
        event = {"routing_key": self._routing_key, "event_action": action, "dedup_key": dedup_key}
        request = self._http.build_request("POST", self._url, json=event | more)
        response = wire.exchange(self._http, request, "PagerDuty", repeatable=True)
        status = response.status_code
        if status == 202:
            return Receipt(dedup_key, "accepted")
        if status in (400, 413) and not _names_the_key(response):
            raise Undeliverable(str(status), "PagerDuty refused the event as malformed")
        # Anything else is an account, a proxy or an address: a page is never given up for that.
        raise Later(None, f"PagerDuty answered {status}; check routing key and URL", alarm=True)


def _names_the_key(response: httpx.Response) -> bool:
    """A wrong integration key is answered with 400 too, but the page itself is fine."""
    errors = wire.fields(response).get("errors") or []
    return any("routing" in str(error).lower() for error in errors)
