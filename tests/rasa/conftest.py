"""What the Rasa tests share: the words, the trained model, and running servers."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest

from nlu import fits
from nlu.grammar import Grammar
from nlu.languages import read_languages
from nlu.reader import Reader
from nlu.words import Words

ROOT = Path(__file__).parents[2]
ACTIONS_PYTHON = ROOT / ".venv-actions/bin/python"
STARTS_WITHIN = 120  # seconds; 7 on an idle machine


@pytest.fixture(autouse=True, scope="session")
def at_the_root() -> None:
    os.chdir(ROOT)


@pytest.fixture(scope="session")
def words(at_the_root: None) -> Words:
    return Words(read_languages("data/languages"))


@pytest.fixture(scope="session")
def grammar(words: Words) -> Grammar:
    return Grammar(words)


@pytest.fixture(scope="session")
def model(at_the_root: None) -> fits.Model:
    """The model of the present sources, trained when there is none."""
    if fits.fitting() is None:
        subprocess.run([sys.executable, "-m", "nlu.launcher", "train"], check=True)
    found = fits.fitting()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def reader(model: fits.Model) -> Reader:
    return Reader()


class Clinic:
    """A stand-in for the clinical API that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.says: dict[str, Any] = {}
        self.down = False
        clinic = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if not clinic.down:
                    clinic.told.append({**loads(body), "_token": self.headers["authorization"]})
                self.send_response(503 if clinic.down else 201)
                self.end_headers()
                self.wfile.write(dumps(clinic.says).encode())

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answers(self, outcome: str, **more: Any) -> None:
        known = {"context": "bp", "language": "en", "reason": None, "values": {}}
        self.says = {"outcome": outcome, **known, **more}


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


class Assistant:
    """Rasa and the action server, running, and a clinic behind them."""

    def __init__(self, folder: Path, model: fits.Model) -> None:
        self.clinic, self.model = Clinic(), model
        rasa, actions = free_port(), free_port()
        self.url, self.actions_url = f"http://127.0.0.1:{rasa}", f"http://127.0.0.1:{actions}"
        self.environment = {
            **os.environ,
            "PROMOTORA_RASA_PORT": str(rasa),
            "PROMOTORA_RASA_TOKEN": "rasa-token",
            "PROMOTORA_ACTIONS_PORT": str(actions),
            "PROMOTORA_ACTIONS_TOKEN": "actions-token",
            "PROMOTORA_ACTIONS_URL": self.actions_url,
            "PROMOTORA_GATEWAY_URL": self.clinic.url,
            "PROMOTORA_CLINICAL_TOKEN": "clinical-token",
            "PROMOTORA_RASA_TRACKER_URL": f"sqlite:///{folder}/rasa.db",
        }
        self.log = folder / "log.txt"
        with self.log.open("w") as log:
            self.processes = [
                subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
                for command in (
                    [str(ACTIONS_PYTHON), "-m", "actions.launcher"],
                    [sys.executable, "-m", "nlu.launcher", "run"],
                )
            ]
        self.wait_for(f"{self.actions_url}/health")
        self.wait_for(f"{self.url}/version")

    def wait_for(self, url: str) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while self.call("GET", url)[0] != 200:
            assert time.monotonic() < until, self.log.read_text()[-2000:]
            assert all(p.poll() is None for p in self.processes), self.log.read_text()[-2000:]
            time.sleep(0.2)

    def call(self, method: str, url: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        request = urllib.request.Request(
            url, dumps(body).encode() if body is not None else None, headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answered:
                return answered.status, loads(answered.read() or b"null")
        except urllib.error.HTTPError as refused:
            return refused.code, loads(refused.read() or b"null")
        except OSError:
            return 0, None

    def text(self, text: str, sender: str, token: str = "rasa-token", **metadata: Any) -> Any:
        known = {
            "message_sid": f"SM{sender}",
            "patient_id": "p1",
            "conversation_id": sender,
            "language": "en",
            "context": "bp",
        }
        body = {"sender": sender, "message": text, "metadata": {**known, **metadata}}
        return self.call("POST", f"{self.url}/webhooks/gateway/webhook", body, token)

    def ask(self, sender: str, **entities: str) -> list[str]:
        url = f"{self.url}/conversations/{sender}/trigger_intent?output_channel=latest"
        body = {"name": "EXTERNAL_check_in", "entities": {"rung": "ask", **entities}}
        _, said = self.call("POST", f"{url}&token=rasa-token", body)
        return [message["text"] for message in said["messages"]]

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)
        self.clinic.server.shutdown()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, model: fits.Model) -> Iterator[Assistant]:
    if not ACTIONS_PYTHON.exists():
        pytest.skip("the action server's environment is not set up")
    running = Assistant(tmp_path_factory.mktemp("assistant"), model)
    yield running
    running.stop()


@pytest.fixture
def clinic(assistant: Assistant) -> Clinic:
    assistant.clinic.told.clear()
    assistant.clinic.down = False
    return assistant.clinic
