"""A clinic's console over real HTTP, and a browser to look at it."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from gateway import console
from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.settings import Settings
from tests.console.populated import NOW, PASSWORD, populate, with_people

if TYPE_CHECKING:
    from tests.console.asking_why import Story

PATIENCE = 30  # seconds: a password is costly to check, and a machine may be busy


@dataclass
class Console:
    """The console as it is served: its address, its database, its clock, what it holds."""

    url: str
    db: Database
    clock: StoppedClock
    settings: Settings
    app: FastAPI
    patients: list[Any]
    cases: dict[str, Any]
    clients: list[httpx.Client] = field(default_factory=list)

    def visitor(self) -> "Browserless":
        http = httpx.Client(base_url=self.url, follow_redirects=True, timeout=PATIENCE)
        self.clients.append(http)
        return Browserless(http)

    def signed_in(self, username: str = "nurse") -> "Browserless":
        visitor = self.visitor()
        answer = visitor.sign_in(username)
        assert answer.url.path != "/console/sign-in", answer.text
        return visitor


@dataclass
class Browserless:
    """Somebody without JavaScript: reads pages, fills in the forms that are on them."""

    http: httpx.Client

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(path, **more)

    def sign_in(self, username: str, password: str = PASSWORD, path: str = "") -> httpx.Response:
        page = self.get(f"/console/sign-in{path}")
        fields = {"username": username, "password": password}
        return self.http.post("/console/sign-in", data=hidden(page.text) | fields)

    def post(self, path: str, on: str = "/console", **fields: str) -> httpx.Response:
        """Sends a form from the page `on`, with that page's token."""
        token = hidden(self.get(on).text).get("csrf", "")
        return self.http.post(path, data={"csrf": token, **fields})


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def serve(app: FastAPI) -> tuple[uvicorn.Server, threading.Thread, str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    return server, thread, f"http://127.0.0.1:{port}"


def open_console(
    db: Database, *, history: int = 2, empty: bool = False, **settings: Any
) -> Iterator[Console]:
    """Serve a console with so many days behind it until the generator is closed.

    `empty`: with people who may sign in, and not one patient yet.
    """
    chosen = Settings(**settings)
    clock = StoppedClock(NOW)
    held: dict[str, Any] = {"patients": [], "cases": {}}
    with db.transaction() as session:
        if empty:
            with_people(session)
        else:
            held = populate(session, history=history)
    app = FastAPI()
    app.state.wiring = SimpleNamespace(db=db, clock=clock, settings=chosen)
    app.include_router(console.router)
    console.install(app)
    server, thread, url = serve(app)
    room = Console(url, db, clock, chosen, app, **held)
    yield room
    for client in room.clients:
        client.close()
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def room(db: Database) -> Iterator[Console]:
    """The console on each kind of database."""
    yield from open_console(db)


@pytest.fixture
def story(db: Database) -> Iterator["Story"]:
    """One patient and nothing else, on each kind of database."""
    from tests.console.asking_why import Story  # it knows this file

    for room in open_console(db, empty=True):
        yield Story(room)
