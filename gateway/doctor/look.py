"""What the doctor brings: a finding, and one careful look at a URL."""

from dataclasses import dataclass
from typing import Any

import httpx

from gateway.settings import Settings
from gateway.vendors import wire


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `words` say what was seen, `next_step` what to do when it is not ok."""

    subject: str
    ok: bool
    words: str
    next_step: str = ""


def get(settings: Settings, url: str, **how: Any) -> httpx.Response:
    """One look, with a connection of its own: a doctor comes rarely."""
    auth = how.pop("auth", None)
    http = wire.client("doctor", url.partition("?")[0], settings.http_timeout_seconds)
    request = http.build_request("GET", url, **how)
    if auth:
        login = auth if isinstance(auth, httpx.BasicAuth) else httpx.BasicAuth(*auth)
        request = next(login.auth_flow(request))
    vendor = httpx.URL(url).host
    return wire.exchange(http, request, vendor, repeatable=True)
