"""The vendors' front doors: faults happen here, and every request is written down."""

import asyncio
import json
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.faults import SLOW_SECONDS, Fault
from sandbox.refusals import refusal
from sandbox.world import World

FACES = {"/twilio/": "twilio", "/pagerduty/": "pagerduty", "/fhir/": "fhir", "/auth/": "auth"}
KEPT_REQUESTS = 5_000


class DroppingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which also hands the app its connection so that it can be cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn never gives another kind
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "transport": transport}, receive, send)

        self.app = with_transport


class Doors:
    """ASGI middleware around the whole sandbox; control paths and pages pass untouched."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app, self.world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        vendor = _face(scope)
        if vendor is None:
            await self.app(scope, receive, send)
            return
        fault = self.world.faults.strike(vendor, callback=False)
        status = await self._served(vendor, fault, scope, receive, send)
        self._write_down(vendor, scope, status, fault)

    async def _served(
        self, vendor: str, fault: Fault | None, scope: Scope, receive: Receive, send: Send
    ) -> int | None:
        """The status that was answered; None when the connection was cut instead."""
        mode = fault.mode if fault else None
        if fault and mode == "slow":
            # Read first: a caller that gives up waiting has been heard all the same.
            receive = await _heard(receive)
            await asyncio.sleep(SLOW_SECONDS if fault.seconds is None else fault.seconds)
        if fault and mode in ("429", "500"):
            await _refuse(vendor, scope["path"], fault, send)
            return int(mode)
        if mode in ("down", "drop_before"):
            await _cut(scope, receive)
            return None
        seen: list[int] = []
        await self.app(scope, receive, _watching(send, seen, silent=mode == "drop_after"))
        if mode == "drop_after":
            await _cut(scope, receive)
            return None
        return seen[0]

    def _write_down(
        self, vendor: str, scope: Scope, status: int | None, fault: Fault | None
    ) -> None:
        store = self.world.store
        added = store.insert(
            "requests",
            at=self.world.clock.now(),
            vendor=vendor,
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            status=status,
            fault=fault.mode if fault else None,
        )
        if added % 500 == 0:
            store.run("delete from requests where id <= ?", added - KEPT_REQUESTS)


def _face(scope: Scope) -> str | None:
    if scope["type"] != "http":
        return None
    return next((name for at, name in FACES.items() if scope["path"].startswith(at)), None)


async def _heard(receive: Receive) -> Receive:
    """Take the whole request in, and hand it on as if it came now."""
    kept = [await receive()]
    while kept[-1].get("more_body"):
        kept.append(await receive())

    async def again() -> Message:
        return kept.pop(0) if kept else await receive()

    return again


def _watching(send: Send, seen: list[int], *, silent: bool) -> Send:
    """Note the status that passes; silent: swallow the answer, keep the effect."""

    async def watch(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.append(message["status"])
        if not silent:
            await send(message)

    return watch


async def _cut(scope: Scope, receive: Receive) -> None:
    """Close the connection without a word, as a network does."""
    scope["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        continue


async def _refuse(vendor: str, path: str, fault: Fault, send: Send) -> None:
    body = json.dumps(refusal(vendor, path, int(fault.mode))).encode()
    kind = "application/fhir+json" if vendor == "fhir" else "application/json"
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    if fault.retry_after is not None:
        headers.append((b"retry-after", str(fault.retry_after).encode()))
    await send({"type": "http.response.start", "status": int(fault.mode), "headers": headers})
    await send({"type": "http.response.body", "body": body})
