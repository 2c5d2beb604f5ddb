"""Who really sent a webhook: Twilio's and PagerDuty's signatures."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from twilio.request_validator import RequestValidator

from gateway.settings import Settings


class _Form:
    """Form fields as Twilio's validator wants them: one name may have several values."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in items:
            self._values.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[str]:
        return self._values[name]


def twilio_signed(
    settings: Settings,
    path_and_query: str,
    form_items: Iterable[tuple[str, str]],
    header: str | None,
    *,
    signature_settings: str | None = None,
) -> bool:
    """Did Twilio send this form to us?

    `path_and_query` is the raw path and raw query as received (`/twilio/sms?x=1`); the rest of the
    URL is the configured public one, never Host or X-Forwarded-*, which the caller writes himself.
    `form_items` are all fields, empty ones too. `signature_settings` is the header
    X-Twilio-Webhooks-Signature-Settings: Twilio sends it with shared-key signing, which is not
    configured here, so its presence refuses the request instead of falling back.
    """
    token = settings.twilio_auth_token.get_secret_value()
    if not token or not header or not header.isascii() or signature_settings:
        return False
    url = settings.public_base_url.rstrip("/") + path_and_query
    return bool(RequestValidator(token).validate(url, _Form(form_items), header))


def pagerduty_signed(secret: str, raw_body: bytes, header: str | None) -> bool:
    """Is one of the header's `v1=` values ours? Several stand there while a secret is rotated."""
    if not secret or not header:
        return False
    ours = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest().encode()
    given = [part.strip()[3:] for part in header.split(",") if part.strip().startswith("v1=")]
    return any([hmac.compare_digest(ours, value.encode()) for value in given])
