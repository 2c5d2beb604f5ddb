"""The one clinical call, over HTTP: who may make it, what is refused, and that 201 means kept."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from gateway.api import clinical
from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.errors import ClinicError
from tests.care.hearing import MORNING, Clinic, Words, pressure, read_as, understood

TOKEN = {"Authorization": "Bearer right", "Content-Type": "application/json"}


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def api(clinic: Clinic) -> Iterator[httpx.Client]:
    """The API on a real socket."""
    app = FastAPI()
    app.include_router(clinical.router)
    app.state.wiring = SimpleNamespace(
        db=clinic.db,
        clock=StoppedClock(MORNING),
        settings=SimpleNamespace(clinical_token=SecretStr("right")),
        rules=SimpleNamespace(protocols=clinic.rules, words=Words()),
        check_in_rules=None,
    )

    @app.exception_handler(ClinicError)
    def refuse(_request: Request, error: ClinicError) -> JSONResponse:
        said = {"code": error.code, "message": str(error), "next_step": error.next_step}
        return JSONResponse({"error": said}, status_code=error.status)

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with httpx.Client(base_url=address, headers=TOKEN, timeout=30) as client:
        yield client
    server.should_exit = True
    thread.join()


@pytest.fixture
def call(clinic: Clinic) -> dict[str, Any]:
    """The call for Rosa's "190/110"."""
    rosa = clinic.enroll()
    return {
        "message_sid": clinic.writes(rosa, "190/110"),
        "patient_id": rosa.id,
        "conversation_id": "pt-x-2026-03-02",
        "interpretation": understood(
            readings=[pressure(190, 110)], evidence=[read_as("190/110", "blood_pressure", True)]
        ),
    }


def test_a_reply_is_kept_before_it_is_answered_and_a_repeat_answers_the_same(
    api: httpx.Client, clinic: Clinic, call: dict[str, Any]
) -> None:
    first, again = (api.post("/clinical/replies", json=call) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert (
        first.json()
        == again.json()
        == {
            "outcome": "critical",
            "context": "none",
            "language": "es",
            "reason": None,
            "values": {"reading": "190/110"},
        }
    )
    assert len(clinic.pages) == 1
    [kept] = clinic.interpretations
    assert (kept.act, kept.model, kept.said["evidence"][0]["as"]) == (
        "accept",
        "test",
        "blood_pressure",
    )


@pytest.mark.parametrize("said", ["", "Bearer wrong", "right", "Basic right", "Bearer \u00e9"])
def test_a_wrong_token_is_refused_and_nothing_is_kept(
    api: httpx.Client, clinic: Clinic, call: dict[str, Any], said: str
) -> None:
    headers = {b"Authorization": said.encode("latin-1")}
    refused = api.post("/clinical/replies", json=call, headers=headers)

    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "wrong_token")
    assert clinic.interpretations == []


@pytest.mark.parametrize(
    ("field", "code"), [("patient_id", "unknown_patient"), ("message_sid", "unknown_message")]
)
def test_a_patient_or_message_nobody_knows_is_404(
    api: httpx.Client, call: dict[str, Any], field: str, code: str
) -> None:
    refused = api.post("/clinical/replies", json=call | {field: "nobody"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (404, code)
    assert refused.json()["error"]["next_step"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"act": "dance"}, "interpretation.act"),
        ({"answer": "maybe"}, "interpretation.answer"),
        ({"language": "fr"}, "interpretation.language"),
        ({"confidence": 7}, "interpretation.confidence"),
        ({"readings": [{"type": "weight", "value": "Rosa"}]}, "interpretation.readings"),
        ({"readings": [{"type": "weight", "value": [1]}]}, "interpretation.readings"),
        ({"readings": "190/110"}, "interpretation.readings"),
    ],
)
def test_a_malformed_call_names_the_field_and_never_repeats_the_words(
    api: httpx.Client, clinic: Clinic, call: dict[str, Any], wrong: dict[str, Any], where: str
) -> None:
    refused = api.post("/clinical/replies", json=call | {"interpretation": understood() | wrong})

    assert refused.status_code == 422
    assert refused.json()["error"]["message"].startswith(where)
    assert "Rosa" not in refused.text
    assert clinic.interpretations == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(api: httpx.Client, body: bytes) -> None:
    refused = api.post("/clinical/replies", content=body)

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "malformed")


def test_nul_and_broken_characters_are_kept_in_a_form_both_databases_store(
    api: httpx.Client, clinic: Clinic, call: dict[str, Any]
) -> None:
    call["interpretation"] |= {"act": "callback", "reason": "a\x00b\ud800", "readings": []}

    assert api.post("/clinical/replies", content=json.dumps(call)).status_code == 201
    assert clinic.interpretations[0].said["reason"] == "a\u2400b?"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.none()), st.text(max_size=8))
def test_no_number_a_model_could_invent_breaks_the_call(
    api: httpx.Client, clinic: Clinic, number: Any, unit: str
) -> None:
    patient = clinic.enroll(f"p{clinic.sids}-{number!r}-{unit!r}")
    call = {
        "message_sid": clinic.writes(patient, "?"),
        "patient_id": patient.id,
        "conversation_id": "c",
        "interpretation": understood(
            readings=[
                {"type": "weight", "value": number, "unit": unit},
                {"type": "weight", "value": number, "unit": "kg"},
                pressure(number, 80),
            ]
        ),
    }

    answer = api.post("/clinical/replies", content=json.dumps(call))

    assert answer.status_code in (201, 422)


def test_the_same_call_twice_at_the_same_time_is_taken_once(
    api: httpx.Client, clinic: Clinic, call: dict[str, Any]
) -> None:
    answers: list[int] = []
    callers = [
        threading.Thread(
            target=lambda: answers.append(api.post("/clinical/replies", json=call).status_code)
        )
        for _ in range(4)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert answers == [201] * 4
    assert (len(clinic.readings), len(clinic.pages)) == (1, 1)
