"""What the contracts run against: a socket that fails as told, and the sandbox itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from gateway.settings import Settings
from gateway.vendors.ehr import keys
from tests.vendors.stand_in import Answer, StandIn, stand_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def vendor() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@dataclass(frozen=True)
class Sandbox:
    """The running sandbox, and settings of a gateway that uses it."""

    url: str
    settings: Settings

    def fault(self, vendor: str, mode: str, **more: object) -> None:
        """Switch one fault on; it hits `count` requests (1 unless told)."""
        body = {"mode": mode, "count": 1} | more
        httpx.put(f"{self.url}/sandbox/faults/{vendor}", json=body).raise_for_status()

    def get(self, path: str) -> object:
        return httpx.get(self.url + path).raise_for_status().json()


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox as its own process, with a gateway that shows our keys and takes webhooks."""
    folder = tmp_path_factory.mktemp("sandbox")
    key_file = folder / "keys.json"
    keys.make(key_file)
    with stand_in() as gateway:
        gateway.on("GET " + keys.JWKS_PATH, Answer(200, keys.public_keys(key_file)))
        gateway.on("POST /", Answer(204))
        url = f"http://127.0.0.1:{_free_port()}"
        own = {
            "PROMOTORA_SANDBOX_PORT": url.rpartition(":")[2],
            "PROMOTORA_SANDBOX_DB": str(folder / "sandbox.db"),
            "PROMOTORA_SANDBOX_URL": url,
            "PROMOTORA_GATEWAY_URL": gateway.url,
            "PROMOTORA_PUBLIC_BASE_URL": gateway.url,
            "PROMOTORA_TWILIO_MESSAGES_PER_SECOND": "100",
        }
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "sandbox"],
                cwd=ROOT,
                env=os.environ | own,
                stdout=log,
                stderr=log,
            )
        try:
            _wait_until_healthy(url, process, folder / "log")
            yield Sandbox(url, _settings(url, key_file, gateway.url))
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The sandbox, remembering nothing but its panel."""
    httpx.post(f"{running_sandbox.url}/sandbox/reset").raise_for_status()
    httpx.delete(f"{running_sandbox.url}/sandbox/faults").raise_for_status()
    return running_sandbox


def _settings(url: str, key_file: Path, gateway_url: str) -> Settings:
    return Settings(
        twilio_base_url=f"{url}/twilio",
        pagerduty_events_url=f"{url}/pagerduty",
        pagerduty_api_url=f"{url}/pagerduty/api",
        fhir_base_url=f"{url}/fhir/sandbox",
        fhir_key_file=str(key_file),
        public_base_url=gateway_url,
        http_timeout_seconds=3,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends and process.poll() is None:
        try:
            httpx.get(f"{url}/sandbox/health", timeout=1).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the sandbox did not start:\n" + log.read_text()[-2000:])
