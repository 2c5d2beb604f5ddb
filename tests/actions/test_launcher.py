"""The action server answers Rasa only, and repeats nothing of what it was sent."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

CALL = {
    "next_action": "action_ask_check_in",
    "domain": {},
    "tracker": {
        "sender_id": "ep-1",
        "slots": {"check_in": "bp", "rung": "ask"},
        "latest_message": {},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    },
}


def call(url: str, body: Any = None) -> tuple[int, Any]:
    sent = json.dumps(body).encode() if body is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, sent), timeout=10) as answered:
            return answered.status, json.loads(answered.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())
    except OSError:
        return 0, None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    environment = {
        **os.environ,
        "PROMOTORA_ACTIONS_PORT": str(port),
        "PROMOTORA_ACTIONS_TOKEN": "actions-token",
        "PROMOTORA_GATEWAY_URL": "http://127.0.0.1:9",
    }
    process = subprocess.Popen([sys.executable, "-m", "actions.launcher"], env=environment)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while call(f"{url}/health")[0] != 200:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(20)


@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong", "?token=actions-token1"])
def test_without_the_token_no_action_runs(server: str, token: str) -> None:
    assert call(f"{server}/webhook{token}", CALL)[0] == 401


def test_with_the_token_it_runs(server: str) -> None:
    status, made = call(f"{server}/webhook?token=actions-token", CALL)

    assert status == 200
    assert made["responses"][0]["response"] == "utter_check_in_bp"


def test_the_actions_are_not_listed_to_anybody(server: str) -> None:
    assert call(f"{server}/actions")[0] == 404


def test_a_failure_repeats_no_words_of_the_message(server: str) -> None:
    told = {
        "text": "my purple elephant",
        "interpretation": {"act": "accept"},
        "metadata": {"message_sid": "SM1", "patient_id": "p1", "conversation_id": "ep-1"},
    }
    body = {
        **CALL,
        "next_action": "action_record",
        "tracker": {**CALL["tracker"], "latest_message": told},
    }

    status, said = call(f"{server}/webhook?token=actions-token", body)

    assert status == 503
    assert "elephant" not in json.dumps(said)


@pytest.mark.parametrize("body", [[], {}, {"next_action": ""}])
def test_a_body_that_is_no_call_is_refused(server: str, body: Any) -> None:
    assert call(f"{server}/webhook?token=actions-token", body)[0] == 422


def test_an_unknown_action_is_named_as_such(server: str) -> None:
    assert call(f"{server}/webhook?token=actions-token", {**CALL, "next_action": "x"})[0] == 404
