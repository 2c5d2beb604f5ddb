"""A whole installation, all processes and a sandbox over real HTTP, for tests that tell stories."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import check_ins
from gateway.check_ins.tables import CheckIn
from gateway.clock import machine_now
from gateway.cohort.tables import Patient
from gateway.db import Database
from launch.environment import complete
from launch.processes import Process, processes
from launch.setup import ROOT
from tests.furnish import furnish

Found = TypeVar("Found")


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


class Town:
    """Every process of one installation on free ports; each can be killed and come back."""

    def __init__(self, var: Path, **settings: str) -> None:
        names = ("PORT", "RASA_PORT", "ACTIONS_PORT", "SANDBOX_PORT")
        ports = {
            f"PROMOTORA_{name}": str(port) for name, port in zip(names, free_ports(4), strict=True)
        }
        quick = {
            "PROMOTORA_VAR": str(var),
            "PROMOTORA_TWILIO_MESSAGES_PER_SECOND": "200",
            "PROMOTORA_SANDBOX_DELIVERY_SECONDS": "0.1",
            "PROMOTORA_SANDBOX_CALL_PATIENCE": "2",
            "PROMOTORA_SANDBOX_PAGERDUTY_EVENTS_PER_MINUTE": "5000",
            "PROMOTORA_SQLITE_SYNCHRONOUS": "OFF",
            "PROMOTORA_LEASE_SECONDS": "10",
            "PROMOTORA_HTTP_TIMEOUT_SECONDS": "3",
            "PROMOTORA_RASA_TIMEOUT_SECONDS": "4",
        }
        machine = {k: v for k, v in os.environ.items() if not k.startswith("PROMOTORA_")}
        self.environ = complete({**machine, **ports, **quick, **settings})
        self.table = {process.name: process for process in processes(self.environ, var)}
        self.log = var / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.db = Database(self.environ["PROMOTORA_DATABASE_URL"])
        self.http = httpx.Client(timeout=20)
        self.used: set[str] = set()

    # processes

    def open(self) -> None:
        """Keys, schema, people, then every process, until all are well and patients are known."""
        furnish(self.environ, self.db)
        for name in self.table:
            self.start(name)
        for name in self.table:
            self.wait_healthy(name)
        self.eventually(
            lambda: len(self.patients()) >= 20, "the cohort is read from the chart", 180
        )

    def close(self) -> None:
        for process in self.running.values():
            process.terminate()  # all at once; then each is waited for
        for name in list(self.running):
            self.stop(name)
        self.http.close()
        self.db.close()

    def start(self, name: str) -> None:
        process = self.table[name]
        with (self.log / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                process.command, env=dict(process.env), cwd=ROOT, stdout=log, stderr=log
            )

    def stop(self, name: str, how: int = signal.SIGTERM) -> None:
        """End a process; SIGKILL gives it no chance to finish anything."""
        process = self.running.pop(name)
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self, name: str) -> None:
        self.stop(name, signal.SIGKILL)

    def bring_back(self, name: str) -> None:
        self.start(name)
        self.wait_healthy(name)

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """While the block runs, this process is dead."""
        self.kill(name)
        try:
            yield
        finally:
            self.bring_back(name)

    def wait_healthy(self, name: str, seconds: float = 240) -> None:
        process: Process = self.table[name]
        if process.health_url:
            self.eventually(lambda: self._answers(process), f"{name} is healthy", seconds)

    def _answers(self, process: Process) -> bool:
        ended = self.running[process.name].poll()
        if ended is not None:
            lines = (self.log / f"{process.name}.log").read_text("utf-8", "replace")[-2000:]
            raise AssertionError(f"{process.name} ended with {ended}:\n{lines}")
        try:
            return self.http.get(process.health_url or "", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    # what people see and do

    def eventually(self, look: Callable[[], Found], what: str, seconds: float = 60) -> Found:
        """Look until it is so; the failure says what was waited for."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                found = look()
            except httpx.TransportError:
                found = None  # type: ignore[assignment]
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")
            time.sleep(0.1)

    def sandbox(self, method: str, path: str, **how: Any) -> Any:
        answer = self.http.request(method, f"{self.sandbox_url}{path}", **how)
        assert answer.status_code < 400, (
            f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        )
        return answer.json() if answer.content else None

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PROMOTORA_SANDBOX_PORT']}/sandbox"

    @property
    def gateway_url(self) -> str:
        return self.environ["PROMOTORA_GATEWAY_URL"]

    def text(self, phone: str, body: str, **more: Any) -> str:
        """A patient's phone sends a text; the answer is its MessageSid."""
        sent = self.sandbox("POST", f"/phones/{phone}/texts", json={"body": body, **more})
        return str(sent["sid"])

    def heard(self, phone: str) -> list[str]:
        """What the phone has received, oldest first."""
        messages = self.sandbox("GET", f"/phones/{phone}/messages")
        return [m["body"] for m in messages if m["direction"].startswith("outbound")]

    def hears(self, phone: str, words: str, seconds: float = 60) -> str:
        """Wait until the phone has received a text with these words; that text."""
        return self.eventually(
            lambda: next((body for body in self.heard(phone) if words in body), ""),
            f"the phone hears {words!r} (heard: {self.heard(phone)[-3:]})",
            seconds,
        )

    def incident(self, sid: str, seconds: float = 60) -> dict[str, Any]:
        """Wait for the page that this message caused."""
        key = f"promotora:critical:{sid}"
        return self.eventually(
            lambda: next((i for i in self.incidents() if i["incident_key"] == key), {}),
            "the on-call is paged",
            seconds,
        )

    def incidents(self) -> list[dict[str, Any]]:
        return list(self.sandbox("GET", "/incidents"))

    def notes(self, patient: Patient) -> list[dict[str, Any]]:
        return list(self.sandbox("GET", "/notes", params={"patient": patient.fhir_id}))

    def fault(self, vendor: str, mode: str, **more: Any) -> None:
        self.sandbox("PUT", f"/faults/{vendor}", json={"mode": mode, **more})

    def repair(self, vendor: str) -> None:
        self.sandbox("DELETE", f"/faults/{vendor}")

    def move_clock(self, **by: float) -> None:
        """Later for everybody: each process asks for the clock every quarter of a second."""
        seconds = by.get("seconds", 0) + 60 * by.get("minutes", 0) + 3600 * by.get("hours", 0)
        self.sandbox("POST", "/clock", json={"advance_seconds": seconds})
        time.sleep(0.3)

    # what the database holds

    def rows(self, query: Any) -> list[Any]:
        with self.db.reading() as session:
            return list(session.scalars(query))

    def ask(self, look: Callable[[Session], Found]) -> Found:
        with self.db.reading() as session:
            return look(session)

    def ask_now(self, patient: Patient, kind: str) -> CheckIn:
        """The console's button: the check-in goes out at once; wait until the phone has it."""
        with self.db.transaction() as session:
            check_in = check_ins.ask_now(
                session, session.get_one(Patient, patient.id), kind, by="test", now=self.now()
            )
        self.eventually(
            lambda: self.ask(lambda s: s.get_one(CheckIn, check_in.id).state == "asked"),
            f"{kind} is asked",
        )
        return check_in

    def now(self) -> datetime:
        return machine_now() + timedelta(seconds=self.sandbox("GET", "/clock")["offset_seconds"])

    def patient(self, language: str, condition: str = "hypertension") -> Patient:
        """A patient nobody's story has used yet."""
        for patient in self.patients():
            fits = patient.language == language and condition in patient.conditions
            if fits and patient.id not in self.used:
                self.used.add(patient.id)
                return patient
        raise AssertionError(f"the panel has no further {language} patient with {condition}")

    def patients(self) -> list[Patient]:
        return self.rows(select(Patient).where(Patient.active).order_by(Patient.fhir_id))
