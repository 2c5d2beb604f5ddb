"""SIGKILL: the sandbox forgets nothing, and what it had promised it still does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from sandbox.settings import Settings
from tests.sandbox.receiver import Receiver, eventually, listening
from tests.sandbox.sign_in import sign_in_for
from tests.sandbox.town import (
    ACCOUNT,
    MESSAGES,
    ROSA,
    TOKEN,
    Sandbox,
    free_port,
    note,
    settings_for,
)

ROOT = Path(__file__).parents[2]


@contextmanager
def process(settings: Settings) -> Iterator[tuple[Sandbox, subprocess.Popen[bytes]]]:
    """The sandbox as its own process, started as people start it."""
    named = {
        f"PROMOTORA_{name}".upper(): str(getattr(settings, name))
        for name in settings.model_fields_set
    }
    running = subprocess.Popen([sys.executable, "-m", "sandbox"], cwd=ROOT, env=os.environ | named)
    try:
        with httpx.Client(base_url=settings.url, trust_env=False) as http:
            sandbox = Sandbox(http, settings)
            eventually(lambda: healthy(http), "the sandbox is up", 20)
            yield sandbox, running
    finally:
        running.kill()
        running.wait()


def healthy(http: httpx.Client) -> bool:
    try:
        return http.get("/sandbox/health").json() == {"ok": True}
    except httpx.TransportError:
        return False


def test_a_killed_sandbox_comes_back_with_everything(tmp_path):
    with listening(Receiver()) as gateway:
        settings = settings_for(tmp_path, gateway.url)
        with process(settings) as (sandbox, running):
            fhir = sign_in_for(sandbox, gateway).fhir()
            fhir.file(note())
            sandbox.send(Body="Buenos días")
            sandbox.text("STOP")
            sandbox.enqueue()
            sandbox.fault("fhir", "500", count=3)
            sandbox.post("/sandbox/clock", {"advance_seconds": 60})
            asked = ("messages", "incidents", "notes", "faults")
            before = {name: sandbox.get(f"/sandbox/{name}") for name in asked}
            running.send_signal(signal.SIGKILL)
            running.wait()
        with process(settings) as (sandbox, _):
            after = {name: sandbox.get(f"/sandbox/{name}") for name in asked}
            assert {k: len(v) for k, v in after.items()} == {k: len(v) for k, v in before.items()}
            assert after["notes"] == before["notes"]
            assert after["faults"] == before["faults"]
            assert sandbox.get("/sandbox/clock")["offset_seconds"] == 60
            assert sandbox.send().json()["code"] == 21610
            sandbox.http.delete("/sandbox/faults")
            path = f"/fhir/sandbox/Patient/{note()['subject']['reference'][8:]}"
            shown = sandbox.http.get(path, headers=fhir.headers())
            assert shown.status_code == 200  # the token outlives the process


def test_what_was_promised_before_the_kill_is_done_after_it(tmp_path):
    port = free_port()
    settings = settings_for(tmp_path, f"http://127.0.0.1:{port}", sandbox_delivery_seconds=1.5)
    url = "https://clinic.example.org/status#rc=5&rp=all"
    with process(settings) as (sandbox, running):
        form = {"To": ROSA, "From": "+15005550100", "Body": "Hola", "StatusCallback": url}
        sandbox.http.post(MESSAGES, data=form, auth=(ACCOUNT, TOKEN))
        sandbox.text("190/110")
        sandbox.enqueue()
        running.send_signal(signal.SIGKILL)
        running.wait()
    with listening(Receiver(port)) as gateway, process(settings):
        gateway.wait("/webhooks/twilio/sms")
        gateway.wait("/webhooks/pagerduty")
        eventually(
            lambda: {one.form["MessageStatus"] for one in gateway.at("/status")} >= {"delivered"},
            "the text is delivered",
        )
