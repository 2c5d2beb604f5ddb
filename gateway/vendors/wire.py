"""HTTP under the carriers: one client per vendor and process, and what each failure means."""

import logging
import os
import threading
import time
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any

import httpx

from gateway.vendors.delivery import Later, Unsure

LONGEST_WAIT = 3600.0  # a vendor may ask for a day; a clinic looks again after an hour
CONNECT_SECONDS = 5.0

_clients: dict[tuple[int, str, str, float], httpx.Client] = {}
_opening = threading.Lock()

# At INFO httpx writes every URL, and Twilio's search has the patient's number in it.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)

# No byte of the request had left: certainly no effect.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
)


def client(vendor: str, base_url: str, seconds: float) -> httpx.Client:
    """The vendor's connection pool in this process; a forked child opens its own.

    Connecting may take 5 s and an answer `seconds`, so that one request stays well within a lease.
    Proxies of the environment are used, except on the way to this machine.
    """
    key = (os.getpid(), vendor, base_url, seconds)
    with _opening:
        if key not in _clients:
            connect = min(CONNECT_SECONDS, seconds)
            _clients[key] = httpx.Client(
                timeout=httpx.Timeout(seconds, connect=connect, pool=connect),
                trust_env=not _on_this_machine(base_url),
            )
        return _clients[key]


def exchange(
    http: httpx.Client, request: httpx.Request, vendor: str, *, repeatable: bool
) -> httpx.Response:
    """Send, and answer with a response below 500 that is no redirect; raise Later or Unsure else.

    `repeatable` says that sending twice does no harm; then nothing is ever Unsure. Reasons carry
    the vendor and the kind of failure, never the URL or the body.
    """
    try:
        response = http.send(request)
    except NOT_SENT as error:
        raise Later(None, f"{vendor} cannot be reached ({type(error).__name__})") from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise lost(f"{vendor} gave no answer ({type(error).__name__})", repeatable) from None
    status = response.status_code
    if status in (429, 503):
        raise Later(retry_after(response), f"{vendor} asks to wait ({status})")
    if status >= 500:
        raise lost(f"{vendor} failed ({status})", repeatable)
    if 300 <= status < 400:
        raise Later(None, f"{vendor} redirects ({status}): check its base URL", alarm=True)
    return response


def lost(reason: str, repeatable: bool) -> Later | Unsure:
    """What a missing answer means: harmless when the request may be repeated."""
    return Later(None, reason) if repeatable else Unsure(reason)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds the vendor asks us to wait, from seconds or an HTTP date; None when it did not say.

    A date is measured against the answer's own Date header, so neither our clock nor a rehearsal's
    moved clock matters. At most an hour: a page must not be parked for a day by one header.
    """
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
        said = parsedate_to_datetime(response.headers["Date"])
        return min(max((until - said).total_seconds(), 0.0), LONGEST_WAIT)
    except (KeyError, TypeError, ValueError):
        return None


def contents(response: httpx.Response) -> Any:
    """The JSON of a response, None when it is not JSON."""
    try:
        return response.json()
    except ValueError:
        return None


def fields(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a response, empty when it is anything else."""
    found = contents(response)
    return found if isinstance(found, dict) else {}


class Patience:
    """One letter's time: no new request starts after `seconds`, so that its lease outlives it."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def check(self, vendor: str) -> None:
        if time.monotonic() > self.ends:
            raise Later(None, f"{vendor} is too slow for one try")


def _on_this_machine(base_url: str) -> bool:
    host = httpx.URL(base_url).host
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
