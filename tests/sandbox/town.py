"""The sandbox under test: a real server, and what a test says to it."""

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sandbox.server import server
from sandbox.settings import Settings
from tests.sandbox.receiver import eventually

ACCOUNT, TOKEN = "AC" + "0" * 32, "sandbox-twilio-auth-token"
MESSAGES = f"/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
ROSA, ROSA_ID = "+12125550101", "12457001"
CLINIC = "+15005550100"


@dataclass
class Sandbox:
    """A running sandbox, spoken to over HTTP as the gateway, a journey or a browser would."""

    http: httpx.Client
    settings: Settings

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(path, params=query or None).raise_for_status().json()

    def post(self, path: str, body: Any = None) -> Any:
        return self.http.post(path, json=body).raise_for_status().json()

    def fault(self, vendor: str, mode: str, **more: Any) -> None:
        self.http.put(f"/sandbox/faults/{vendor}", json={"mode": mode, **more}).raise_for_status()

    def text(self, body: str, phone: str = ROSA, **more: Any) -> Any:
        return self.post(f"/sandbox/phones/{phone}/texts", {"body": body, **more})

    def conversation(self, phone: str = ROSA) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/sandbox/phones/{phone}/messages")
        return found

    def send(self, auth: tuple[str, str] = (ACCOUNT, TOKEN), **fields: Any) -> httpx.Response:
        """Create a message; `To`, `From` and `Body` have defaults, None leaves one out."""
        form = {"To": ROSA, "From": CLINIC, "Body": "Hola"} | fields
        said = {name: value for name, value in form.items() if value is not None}
        return self.http.post(MESSAGES, data=said, auth=auth)

    def status_of(self, sid: str) -> str:
        path = MESSAGES.replace(".json", f"/{sid}.json")
        return str(self.http.get(path, auth=(ACCOUNT, TOKEN)).json()["status"])

    def arrived(self, sid: str, status: str = "delivered") -> None:
        eventually(lambda: self.status_of(sid) == status, f"{sid} is {status}")

    def enqueue(self, action: str = "trigger", key: str | None = "case-1", **more: Any) -> Any:
        payload = {"summary": "Critical reading", "source": "promotora", "severity": "critical"}
        event: dict[str, Any] = {
            "routing_key": self.settings.pagerduty_routing_key.get_secret_value(),
            "event_action": action,
            "payload": payload | more.pop("payload", {}),
        } | more
        if key:
            event["dedup_key"] = key
        return self.http.post("/pagerduty/v2/enqueue", json=event)

    def incidents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/sandbox/incidents")
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(folder: Path, gateway: str, **more: Any) -> Settings:
    """A quick carrier, and a gateway whose public URL is not where it listens."""
    usual: dict[str, Any] = {
        "sandbox_port": free_port(),
        "sandbox_db": str(folder / "sandbox.db"),
        "gateway_url": gateway,
        "public_base_url": "https://clinic.example.org",
        "twilio_messages_per_second": 500,
        "sandbox_delivery_seconds": 0.06,
    }
    return Settings(**(usual | more))


@contextmanager
def running(settings: Settings) -> Iterator[Sandbox]:
    made = server(settings)
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        eventually(lambda: made.started or not thread.is_alive(), "the sandbox has started")
        with httpx.Client(base_url=settings.url, timeout=20, trust_env=False) as http:
            yield Sandbox(http, settings)
    finally:
        made.should_exit = True
        thread.join(10)


def note(**changes: Any) -> dict[str, Any]:
    """A DocumentReference the chart accepts; `changes` replaces whole elements, None drops one."""
    words = base64.b64encode("Lectura 190/110. «Me duele la cabeza»".encode()).decode()
    at = "2026-11-20T15:04:05.000Z"
    made = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3"}]},
        "subject": {"reference": f"Patient/{ROSA_ID}"},
        "date": at,
        "content": [{"attachment": attachment(data=words, title="Promotora n-1: Reading")}],
        "context": {"period": {"start": "2026-11-20T15:00:00.000Z", "end": at}},
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def attachment(**changes: Any) -> dict[str, Any]:
    made = {
        "contentType": "text/plain;charset=utf-8",
        "data": base64.b64encode(b"words").decode(),
        "creation": "2026-11-20T15:04:05.000Z",
    } | changes
    return {name: value for name, value in made.items() if value is not None}
