"""A webhook's answer under 50 messages a second, against a bare route with one insert."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from benchmarks.load import Took, steadily
from tests.town import Town, free_ports

PER_SECOND, SECONDS = 50, 20


def measure(town: Town, folder: Path) -> dict[str, Took]:
    """Both loads one after the other, nothing else running but the installation itself."""
    return {"gateway": through_gateway(town), "bare": through_bare(folder)}


def through_gateway(town: Town) -> Took:
    """Signed webhooks of unknown numbers: kept, answered; the worker is stopped meanwhile."""
    town.stop("worker")
    validator = RequestValidator(town.environ["PROMOTORA_TWILIO_AUTH_TOKEN"])
    url = f"{town.environ['PROMOTORA_PUBLIC_BASE_URL']}/webhooks/twilio/sms"

    def act(number: int) -> None:
        fields = {
            "MessageSid": f"SM{number:032x}",
            "From": f"+1212555{number % 10000:04d}",
            "To": town.environ.get("PROMOTORA_TWILIO_FROM", "+15005550100"),
            "Body": "138/82",
            "NumMedia": "0",
        }
        headers = {
            "X-Twilio-Signature": validator.compute_signature(url, fields),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = town.http.post(
            f"{town.gateway_url}/webhooks/twilio/sms", content=urlencode(fields), headers=headers
        )
        answer.raise_for_status()

    try:
        return steadily(PER_SECOND, PER_SECOND * SECONDS, act)
    finally:
        town.bring_back("worker")


def through_bare(folder: Path) -> Took:
    [port] = free_ports(1)
    command = [sys.executable, "-m", "benchmarks.bare", str(folder / "bare.db"), str(port)]
    server = subprocess.Popen(command)
    http = httpx.Client()
    try:
        wait_for(http, f"http://127.0.0.1:{port}/bare")
        return steadily(
            PER_SECOND,
            PER_SECOND * SECONDS,
            lambda _: http.post(f"http://127.0.0.1:{port}/bare").raise_for_status(),
        )
    finally:
        server.terminate()
        server.wait()


def wait_for(http: httpx.Client, url: str) -> None:
    import time

    for _ in range(200):
        try:
            http.post(url)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")
