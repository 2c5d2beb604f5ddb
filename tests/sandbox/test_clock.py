"""The clock: moved forward, remembered, and told to the gateway."""

from datetime import datetime

from tests.sandbox.receiver import Receiver, eventually, listening
from tests.sandbox.town import free_port, running, settings_for

PATH = "/sandbox/clock"
THREE_DAYS = 3 * 86_400


def now(sandbox):
    return datetime.fromisoformat(sandbox.get(PATH)["now"])


def test_the_clock_moves_and_the_gateway_is_told_the_whole_offset(sandbox, gateway):
    before = now(sandbox)
    sandbox.post(PATH, {"advance_seconds": 3600})
    moved = sandbox.post(PATH, {"advance_seconds": THREE_DAYS})
    assert moved["offset_seconds"] == THREE_DAYS + 3600
    assert (now(sandbox) - before).total_seconds() >= THREE_DAYS + 3600
    told = gateway.at(PATH)
    assert [one.json["offset_seconds"] for one in told] == [3600, THREE_DAYS + 3600]
    assert told[0].headers["authorization"] == "Bearer sandbox-clinical-token"


def test_the_clock_never_goes_back(sandbox, gateway):
    assert sandbox.http.post(PATH, json={"advance_seconds": -1}).status_code == 422
    assert gateway.received == []


def test_a_gateway_that_was_away_is_told_when_it_is_back(tmp_path):
    port = free_port()
    with running(settings_for(tmp_path, f"http://127.0.0.1:{port}")) as sandbox:
        assert sandbox.post(PATH, {"advance_seconds": 60})["gateway"] is None
        with listening(Receiver(port)) as gateway:
            assert gateway.wait(PATH)[0].json == {"offset_seconds": 60}


def test_messages_carry_the_moved_time(sandbox):
    sandbox.post(PATH, {"advance_seconds": THREE_DAYS})
    sandbox.text("138/82")
    at = datetime.fromisoformat(sandbox.conversation()[0]["at"])
    assert abs((now(sandbox) - at).total_seconds()) < 5


def test_a_reset_forgets_all_but_the_panel_and_sets_the_clock_right(sandbox, gateway):
    sandbox.text("138/82")
    sandbox.enqueue()
    sandbox.fault("twilio", "500")
    sandbox.post(PATH, {"advance_seconds": 60})
    sandbox.post("/sandbox/reset")
    assert sandbox.get("/sandbox/messages") == sandbox.incidents() == []
    assert sandbox.get("/sandbox/requests") == []
    assert sandbox.get("/sandbox/faults")["twilio"] is None
    assert sandbox.get(PATH)["offset_seconds"] == 0
    assert len(sandbox.get("/sandbox/panel")) == 25
    told = eventually(lambda: gateway.at(PATH)[1:], "the gateway is told")
    assert told[0].json == {"offset_seconds": 0}
