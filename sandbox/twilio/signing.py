"""How Twilio signs a webhook, and how often it tries: its documented scheme and overrides."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urlencode

from sandbox.gateway import Answer, Gateway
from sandbox.settings import Settings

Fields = Mapping[str, str]
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before each retry


@dataclass(frozen=True)
class Overrides:
    """The part after `#` of a webhook URL: time-outs in ms, retries, and what is retried."""

    ct: int = 5_000
    rt: int = 15_000
    rc: int = 1
    rp: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> "Overrides":
        said = {name: values[0] for name, values in parse_qs(urldefrag(url).fragment).items()}
        return cls(
            ct=_between(said.get("ct"), 100, 10_000, 5_000),
            rt=_between(said.get("rt"), 100, 15_000, 15_000),
            rc=_between(said.get("rc"), 0, 5, 1),
            rp=frozenset(said.get("rp", "ct").split(",")),
        )

    def again(self, answer: Answer, attempts: int) -> float | None:
        """Seconds until the next attempt after `attempts` retries; None to give up."""
        reason = answer.trouble or f"{str(answer.status)[0]}xx"
        if attempts >= self.rc or not self.rp & {reason, "all"}:
            return None
        return PAUSES[attempts]


def _between(text: str | None, low: int, high: int, default: int) -> int:
    return min(high, max(low, int(text))) if text and text.isdigit() else default


def signature(token: str, url: str, fields: Fields) -> str:
    """base64(HMAC-SHA1(token, URL + every name and value, sorted by name))."""
    signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


async def post(
    gateway: Gateway, settings: Settings, url: str, fields: Fields, *, token: str
) -> Answer:
    """One signed attempt. The fragment is neither sent nor signed; `token` marks the retries."""
    overrides, bare = Overrides.of(url), urldefrag(url).url
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature(
            settings.twilio_auth_token.get_secret_value(), bare, fields
        ),
        "I-Twilio-Idempotency-Token": token,
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
    }
    content = urlencode(list(fields.items())).encode()
    return await gateway.post(
        bare, content, headers, connect=overrides.ct / 1000, read=overrides.rt / 1000
    )
