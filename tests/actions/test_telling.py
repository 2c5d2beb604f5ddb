"""An action tells the clinic once, and says what the clinic answered."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.check_in import AskCheckIn, Record, UnknownCheckIn
from actions.clinic import Clinic, ClinicUnreachable
from actions.launcher import ACTIONS
from actions.saying import NoWords

SAID = {
    "outcome": "recorded",
    "context": "bp",
    "language": "es",
    "reason": None,
    "values": {"reading": "138/82"},
}
PASSED_ON = {"act": "accept", "readings": [], "answer": None, "spoken": "es"}
UNDERSTOOD = {**PASSED_ON, "read": "12/8"}
ABOUT = {"message_sid": "SM1", "patient_id": "p1", "conversation_id": "ep-1"}


class StandIn:
    """A clinical API that answers what it is told to, and remembers what it was told."""

    def __init__(self) -> None:
        self.said: Any = SAID
        self.status = 201
        self.told: list[tuple[str, str, Any]] = []
        stand_in = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = loads(self.rfile.read(int(self.headers["content-length"])))
                stand_in.told.append((self.path, self.headers["authorization"], body))
                self.send_response(stand_in.status)
                self.end_headers()
                self.wfile.write(dumps(stand_in.said).encode())

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.clinic = Clinic(f"http://127.0.0.1:{self.server.server_port}", "clinical-token")


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    running = StandIn()
    yield running
    running.server.shutdown()


def tracker(slots: dict[str, Any] | None = None, **message: Any) -> Tracker:
    latest = {"metadata": ABOUT, "interpretation": UNDERSTOOD, **message}
    known = {"language": "es", **(slots or {})}
    return Tracker("ep-1", known, latest, [], False, None, {}, "action_listen")


def run(action: Any, of: Tracker) -> tuple[list[Any], list[Any]]:
    say = CollectingDispatcher()
    events = asyncio.run(action.run(say, of, {}))
    return say.messages, events


def test_the_whole_interpretation_is_told_once(stand_in: StandIn) -> None:
    messages, _ = run(Record(stand_in.clinic), tracker())

    [(path, token, told)] = stand_in.told
    assert (path, token) == ("/clinical/replies", "Bearer clinical-token")
    assert told == {**ABOUT, "interpretation": PASSED_ON}
    [message] = messages
    assert (message["response"], message["reading"]) == ("utter_recorded", "138/82")


@pytest.mark.parametrize("outcome", ["stopped", "started", "emergency", "silent"])
def test_the_gateway_speaks_for_itself(stand_in: StandIn, outcome: str) -> None:
    stand_in.said = {**SAID, "outcome": outcome}

    messages, events = run(Record(stand_in.clinic), tracker())

    assert (messages, events) == ([], [])
    assert len(stand_in.told) == 1


@pytest.mark.parametrize(
    ("reason", "context", "values", "text"),
    [
        ("one_number", "bp", {}, "utter_ask_back_one_number"),
        ("cmhg", "bp", {"proposal": "120/80"}, "utter_ask_back_cmhg"),
        ("cmhg", "bp", {}, "utter_ask_back_bp"),
        ("half", "bp", {"proposal": "120/80"}, "utter_ask_back_proposal"),
        ("unreadable", "glucose", {}, "utter_ask_back_glucose"),
        (None, "adherence", {}, "utter_ask_back_adherence"),
        ("declined", "bp", {}, "utter_ask_back_declined"),
        ("partly", "somewhere new", {}, "utter_ask_back_none"),
        ("unit_missing", "weight", {"proposal": "83 kg"}, "utter_ask_back_proposal"),
        (
            "several_candidates",
            "bp",
            {"first": "138/82", "second": "142/90"},
            "utter_ask_back_choice",
        ),
        (
            "several_candidates",
            "bp",
            {"first": "138/82", "second": "142/90", "asked": "2"},
            "utter_ask_back_choice_again",
        ),
        ("several_candidates", "bp", {}, "utter_ask_back_several_candidates"),
        ("unreadable", "glucose", {"asked": "2"}, "utter_ask_back_glucose_again"),
        ("one_number", "bp", {"asked": "2"}, "utter_ask_back_one_number_again"),
        (
            "cmhg",
            "bp",
            {"proposal": "120/80", "asked": "2"},
            "utter_ask_back_proposal_again",
        ),
    ],
)
def test_a_question_is_the_most_telling_that_can_be_filled(
    stand_in: StandIn, reason: str, context: str, values: dict[str, str], text: str
) -> None:
    stand_in.said = {
        **SAID,
        "outcome": "ask_back",
        "reason": reason,
        "context": context,
        "values": values,
    }

    [message], _ = run(Record(stand_in.clinic), tracker())

    assert message["response"] == text


@pytest.mark.parametrize(
    ("outcome", "context", "values", "text"),
    [
        ("help", "bp", {}, "utter_help_bp"),
        ("language", "bp", {}, "utter_language_bp"),
        ("language", "none", {}, "utter_language"),
        ("help", "none", {}, "utter_help"),
        ("help", "enrollment", {}, "utter_help"),
        ("chat", "none", {}, "utter_chat"),
        ("chat", "bp", {}, "utter_chat_open"),
        ("refill", "bp", {}, "utter_refill"),
        ("refill", "bp", {"reading": "138/82"}, "utter_refill_noted"),
        ("recorded", "bp", {"reading": "138/82"}, "utter_recorded"),
    ],
)
def test_what_is_said_fits_what_is_open_and_what_was_kept(
    stand_in: StandIn, outcome: str, context: str, values: dict[str, str], text: str
) -> None:
    stand_in.said = {**SAID, "outcome": outcome, "context": context, "values": values}

    [message], _ = run(Record(stand_in.clinic), tracker())

    assert message["response"] == text


def test_another_language_waits_for_the_slot(stand_in: StandIn) -> None:
    messages, events = run(Record(stand_in.clinic), tracker({"language": "en"}))

    assert messages == []
    assert [e["event"] for e in events] == ["slot", "slot", "followup"]
    assert events[0]["value"] == "es"


@pytest.mark.parametrize("status", [401, 404, 422, 500, 503])
def test_a_refusal_of_the_clinic_fails_the_action(stand_in: StandIn, status: int) -> None:
    stand_in.status = status

    with pytest.raises(ClinicUnreachable, match=str(status)):
        run(Record(stand_in.clinic), tracker())


def test_a_clinic_that_is_gone_fails_the_action() -> None:
    with pytest.raises(ClinicUnreachable, match="ConnectError"):
        run(Record(Clinic("http://127.0.0.1:9", "t")), tracker())


def test_a_message_without_an_id_is_not_told(stand_in: StandIn) -> None:
    with pytest.raises(ClinicUnreachable, match="message_sid"):
        run(Record(stand_in.clinic), tracker(metadata={}))

    assert stand_in.told == []


def test_an_outcome_without_words_fails(stand_in: StandIn) -> None:
    stand_in.said = {**SAID, "outcome": "unheard_of"}

    with pytest.raises(NoWords, match="unheard_of"):
        run(Record(stand_in.clinic), tracker())


def test_every_check_in_can_be_asked_and_reminded() -> None:
    for kind in ("bp", "glucose", "weight", "adherence", "symptom", "review"):
        for rung, name in (("ask", "check_in"), ("remind", "remind")):
            [message], _ = run(AskCheckIn(), tracker({"check_in": kind, "rung": rung}))
            assert message["response"] == f"utter_{name}_{kind}"


def test_an_unknown_check_in_is_not_asked() -> None:
    with pytest.raises(UnknownCheckIn, match="oxygen"):
        run(AskCheckIn(), tracker({"check_in": "oxygen"}))


def test_the_domain_names_exactly_the_actions_there_are() -> None:
    from ruamel.yaml import YAML

    with open("domain.yml", encoding="utf-8") as domain:
        named = YAML(typ="safe", pure=True).load(domain)["actions"]

    assert sorted(named) == sorted(action().name() for action in ACTIONS)
