"""A vendor made of one real socket: it answers as told, and remembers what it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer. `cut` closes the connection instead, after the request was read in full."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class StandIn:
    """`on("POST /v2", first, second)` answers first, then second for ever."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()

    def on(self, route: str, *answers: Answer) -> None:
        self._answers[route] = list(answers)

    def requests(self, route: str) -> list[Asked]:
        return [one for one in self.asked if f"{one.method} {one.target}".startswith(route)]

    def next_answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            line = f"{asked.method} {asked.target}"
            routes = [route for route in self._answers if line.startswith(route)]
            if not routes:
                return Answer(404, {"nobody": "home"})
            waiting = self._answers[max(routes, key=len)]
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def stand_in() -> Iterator[StandIn]:
    server = _Server(("127.0.0.1", 0), _Handler)
    vendor = server.vendor = StandIn(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    vendor: StandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        answer = self.server.vendor.next_answer(asked)
        time.sleep(answer.wait)
        if answer.cut:
            self.close_connection = True
            return
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):  # the caller lost patience, as it should
            self.close_connection = True

    do_GET = do_POST = do_PUT = _serve

    def log_message(self, *_: object) -> None:
        """Quiet."""
