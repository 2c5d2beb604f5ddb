"""The way out: every request the vendors make to the gateway."""

from dataclasses import dataclass

import httpx

from sandbox.settings import Settings


@dataclass(frozen=True)
class Answer:
    """What the gateway answered: its status, or `ct` (no connection) or `rt` (no answer)."""

    status: int | None
    trouble: str | None = None
    body: bytes = b""
    headers: httpx.Headers | None = None

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Gateway:
    """Delivers to PROMOTORA_GATEWAY_URL what was signed for the public URL."""

    def __init__(self, settings: Settings) -> None:
        self.public = settings.public_base_url.rstrip("/")
        self.private = settings.gateway_url.rstrip("/")
        # trust_env off: a proxy of the machine must not come between two processes of it.
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        self.http = httpx.AsyncClient(trust_env=False, limits=limits)

    async def close(self) -> None:
        await self.http.aclose()

    def reached(self, url: str) -> str:
        """Where a public URL is really delivered to."""
        if url == self.public or url.startswith((self.public + "/", self.public + "?")):
            return self.private + url[len(self.public) :]
        return url

    async def post(
        self, url: str, content: bytes, headers: dict[str, str], *,
        connect: float = 5.0, read: float = 15.0,
    ) -> Answer:  # fmt: skip
        """One attempt; `connect` and `read` are time-outs in seconds. Never raises."""
        return await self._ask("POST", url, content, headers, connect, read)

    async def get(self, path: str, *, read: float = 5.0) -> Answer:
        return await self._ask("GET", self.private + path, b"", {}, read, read)

    async def _ask(
        self, method: str, url: str, content: bytes, headers: dict[str, str],
        connect: float, read: float,
    ) -> Answer:  # fmt: skip
        limit = httpx.Timeout(read, connect=connect, pool=300)  # waiting for our own turn is free
        try:
            got = await self.http.request(
                method, self.reached(url), content=content, headers=headers, timeout=limit
            )
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.InvalidURL,
            httpx.UnsupportedProtocol,
        ):
            return Answer(None, "ct")
        except httpx.HTTPError:
            return Answer(None, "rt")
        return Answer(got.status_code, body=got.content, headers=got.headers)
