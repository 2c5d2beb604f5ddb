"""Talking to Rasa: what it may read, and that silence is never a question asked."""

import pytest

from gateway.vendors.delivery import Later
from gateway.vendors.rasa import Rasa, harmless
from tests.vendors.stand_in import Answer

TURN = "POST /rasa/webhooks/gateway/webhook"


def test_a_turn_hands_over_words_and_context_and_brings_back_texts(vendor, settings):
    said = [{"recipient_id": "ep-1", "text": "Gracias."}, {"image": "x"}, {"text": "¿Y hoy?"}]
    vendor.on(TURN, Answer(200, said))
    texts = Rasa(settings).turn("ep-1", "138/82", {"language": "es", "pending": None})
    assert texts == ["Gracias.", "¿Y hoy?"]
    [asked] = vendor.asked
    assert asked.headers["Authorization"] == "Bearer sandbox-rasa-token"
    assert asked.json == {
        "sender": "ep-1",
        "message": "138/82",
        "metadata": {"language": "es", "pending": None},
    }


def test_the_assistant_may_say_nothing_to_a_patient(vendor, settings):
    vendor.on(TURN, Answer(200, []))
    assert Rasa(settings).turn("ep-1", "ALTO", {}) == []


def test_a_check_in_is_asked_by_its_intent(vendor, settings):
    vendor.on("POST /rasa/conversations", Answer(200, {"messages": [{"text": "Hi [first name]"}]}))
    assert Rasa(settings).trigger("ep/1", "bp", "en", "ask") == ["Hi [first name]"]
    [asked] = vendor.asked
    assert asked.path == "/rasa/conversations/ep%2F1/trigger_intent"
    assert asked.query == [("output_channel", "latest"), ("token", "sandbox-rasa-token")]
    assert asked.json == {
        "name": "EXTERNAL_check_in",
        "entities": {"check_in": "bp", "language": "en", "rung": "ask"},
    }


@pytest.mark.parametrize("answer", [{"messages": []}, {"messages": [{"text": " "}]}, {}, []])
def test_a_check_in_that_asks_nothing_is_a_failure(vendor, settings, answer):
    vendor.on("POST /rasa/conversations", Answer(200, answer))
    with pytest.raises(Later):
        Rasa(settings).trigger("ep-1", "bp", "en", "ask")


@pytest.mark.parametrize(
    ("status", "alarm"), [(401, True), (404, False), (409, False), (500, False), (503, False)]
)
def test_whatever_rasa_refuses_is_tried_again(vendor, settings, status, alarm):
    vendor.on(TURN, Answer(status, {"reason": "me duele el pecho"}))
    with pytest.raises(Later) as later:
        Rasa(settings).turn("ep-1", "me duele el pecho", {})
    assert later.value.alarm is alarm
    assert "pecho" not in str(later.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("138/82", "138/82"),
        ("/restart", "\u2060/restart"),
        (" \n /EXTERNAL_check_in", "\u2060 \n /EXTERNAL_check_in"),
        ("\x00/restart", "\u2060/restart"),
        ("\x1c/restart", "\u2060/restart"),
        ("me\x00 duele\x07", "me duele"),
        ("uno\ndos\ttres", "uno\ndos\ttres"),
        ("مرحبا 👨‍👩‍👧", "مرحبا 👨‍👩‍👧"),
        ("half \ud83d emoji", "half  emoji"),
    ],
)
def test_a_patient_cannot_write_commands_or_control_characters(written, read):
    assert harmless(written) == read


def test_sixteen_hundred_characters_arrive_whole_and_a_flood_does_not():
    assert harmless("a" * 1600) == "a" * 1600
    assert len(harmless("a" * 50_000)) == 2000


def test_half_an_emoji_does_not_stop_the_message(vendor, settings):
    vendor.on(TURN, Answer(200, []))
    Rasa(settings).turn("ep-1", "\ud83d", {})
    assert vendor.asked[0].json["message"] == ""
