"""A throw-away gateway: it takes webhooks, remembers them, and answers as told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Received:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answers`: statuses for the next requests, then 200. `jwks`: what the key page shows.

    `pages`: by path, the body a POST there is answered with; `statuses`: and its status.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    jwks: dict[str, Any] = field(default_factory=lambda: {"keys": []})
    cache: str = "max-age=60"
    pages: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, path: str) -> list[Received]:
        return [one for one in list(self.received) if one.path.startswith(path)]

    def wait(self, path: str, count: int = 1, seconds: float = 8) -> list[Received]:
        """Until so many requests came to a path; AssertionError if they do not."""
        eventually(lambda: len(self.at(path)) >= count, f"{count} at {path}", seconds)
        return self.at(path)


def eventually(true: Callable[[], Any], what: str, seconds: float = 8) -> Any:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"did not happen in {seconds} s: {what}")


class Listener(ThreadingHTTPServer):
    """Takes as many callers at once as a real web server does."""

    request_queue_size = 512


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    """Serve on the receiver's port (a free one when 0) until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            self._keep(body)
            usual = receiver.answers.pop(0) if receiver.answers else 200
            self._say(receiver.statuses.get(self.path, usual), receiver.pages.get(self.path, b""))

        def do_GET(self) -> None:
            self._keep(b"")
            self._say(200, json.dumps(receiver.jwks).encode())

        def _keep(self, body: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(
                Received(self.command, self.path, headers, body, time.monotonic())
            )

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", receiver.cache)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Silence."""

    server = Listener(("127.0.0.1", receiver.port), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
