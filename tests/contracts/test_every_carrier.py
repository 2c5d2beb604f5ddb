"""What every carrier must say when HTTP fails, so that nothing is lost and nothing sent twice."""

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.settings import Settings
from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.ehr import CHARTS, Note, chart, keys
from gateway.vendors.pagerduty import PagerDuty
from gateway.vendors.rasa import Rasa
from gateway.vendors.twilio import Twilio
from tests.vendors.settings_for import pointing_at, sign_in
from tests.vendors.stand_in import Answer

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PHONE, WORDS = "+15005550006", "me duele el pecho"
NOTE = Note(
    key="n-1", patient_id="1", title="Message", text=WORDS, kind="message", started=NOW, ended=NOW
)


@dataclass(frozen=True)
class Case:
    """One carrier at work. `repeatable`: doing it twice does no harm, so it is never unsure."""

    name: str
    route: str
    repeatable: bool
    deliver: Callable[[Settings], Any]


def _case_of_chart(name: str) -> Case:
    return Case(
        name,
        "POST /fhir/t1/DocumentReference",
        False,
        lambda settings: chart(
            settings.model_copy(update={"ehr": name}), now=lambda: NOW
        ).file_note(NOTE),
    )


CARRIERS = [
    Case("twilio", "POST /twilio", False, lambda s: Twilio(s).send(PHONE, WORDS)),
    Case(
        "pagerduty",
        "POST /pagerduty",
        True,
        lambda s: PagerDuty(s).trigger("case-1", "Critical reading", "critical"),
    ),
    Case("rasa", "POST /rasa", True, lambda s: Rasa(s).turn("ep-1", WORDS, {})),
    *(_case_of_chart(name) for name in CHARTS),
]


@pytest.fixture(params=CARRIERS, ids=lambda case: case.name)
def carrier(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def settings(vendor, tmp_path):
    keys.make(tmp_path / "k.json")
    sign_in(vendor)
    return pointing_at(vendor.url, fhir_key_file=str(tmp_path / "k.json"))


def failure(carrier, settings):
    with pytest.raises((Later, Unsure, Undeliverable)) as raised:
        carrier.deliver(settings)
    assert WORDS not in str(raised.value)
    assert PHONE not in str(raised.value)
    return raised.value


def in_doubt(carrier):
    return Later if carrier.repeatable else Unsure


def test_nobody_listening_means_later(carrier, settings, tmp_path):
    with socket.socket() as taken:  # bound and not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
        away = pointing_at(closed, fhir_key_file=settings.fhir_key_file)
        assert isinstance(failure(carrier, away), Later)


def test_a_connection_lost_after_sending_leaves_a_doubt(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(cut=True))
    assert isinstance(failure(carrier, settings), in_doubt(carrier))
    assert len(vendor.requests(carrier.route)) == 1


def test_an_answer_that_does_not_come_in_time_leaves_a_doubt(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(201, wait=0.8))
    assert isinstance(failure(carrier, settings), in_doubt(carrier))


def test_an_answer_cut_in_the_middle_leaves_a_doubt(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(201, {"sid": "SM1"}, {"Content-Length": "500"}, cut=False))
    assert isinstance(failure(carrier, settings), in_doubt(carrier))


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_vendors_own_failure_leaves_a_doubt(carrier, vendor, settings, status):
    vendor.on(carrier.route, Answer(status, {"message": WORDS + PHONE}))
    assert isinstance(failure(carrier, settings), in_doubt(carrier))


@pytest.mark.parametrize("status", [429, 503])
def test_a_vendor_may_ask_us_to_wait(carrier, vendor, settings, status):
    vendor.on(carrier.route, Answer(status, {}, {"Retry-After": "7"}))
    later = failure(carrier, settings)
    assert isinstance(later, Later)
    assert later.retry_after == 7
    assert not later.alarm


def test_a_vendor_that_only_says_too_much_leaves_the_pause_to_us(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(429, {}))
    later = failure(carrier, settings)
    assert isinstance(later, Later)
    assert later.retry_after is None


def test_a_redirect_is_not_followed_with_a_patients_words(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(307, {}, {"Location": f"{vendor.url}/elsewhere"}))
    later = failure(carrier, settings)
    assert isinstance(later, Later)
    assert later.alarm
    assert vendor.requests("POST /elsewhere") == []


def test_a_wrong_key_keeps_the_letter_and_raises_the_alarm(carrier, vendor, settings):
    vendor.on(carrier.route, Answer(401, {}))
    later = failure(carrier, settings)
    assert isinstance(later, Later)
    assert later.alarm


def test_nothing_private_is_logged(carrier, vendor, settings, caplog, capsys):
    vendor.on(carrier.route, Answer(500, {"message": WORDS + PHONE}))
    with caplog.at_level(logging.INFO):
        failure(carrier, settings)
    written = caplog.text + "".join(capsys.readouterr())
    assert WORDS not in written
    assert PHONE not in written


def test_a_text_lost_after_twilio_took_it_is_found_and_followed(sandbox):
    twilio, to = Twilio(sandbox.settings), "+15005550123"
    sandbox.fault("twilio", "drop_after")
    since = datetime.now(UTC)
    with pytest.raises(Unsure):
        twilio.send(to, "Buenos días: ¿138/82?")
    found = twilio.find(to, "Buenos días: ¿138/82?", since)
    assert found
    assert twilio.fetch(found.remote_id).remote_id == found.remote_id
    assert twilio.find(to, "Buenos días: ¿138/82?", since, known={found.remote_id}) is None


def test_a_text_lost_before_twilio_took_it_is_not_found(sandbox):
    twilio, since = Twilio(sandbox.settings), datetime.now(UTC)
    sandbox.fault("twilio", "drop_before")
    with pytest.raises(Unsure):
        twilio.send("+15005550123", "hola")
    assert twilio.find("+15005550123", "hola", since) is None
    assert twilio.send("+15005550123", "hola").status == "queued"


def test_twilios_magic_numbers_are_refused_for_good(sandbox):
    for number, code in (("+15005550004", "21610"), ("+15005550001", "21211")):
        with pytest.raises(Undeliverable) as refused:
            Twilio(sandbox.settings).send(number, "hola")
        assert refused.value.code == code


def test_a_page_repeated_after_a_lost_answer_is_one_incident(sandbox):
    pagerduty = PagerDuty(sandbox.settings)
    sandbox.fault("pagerduty", "drop_after")
    with pytest.raises(Later):
        pagerduty.trigger("case-1", "Critical reading", "critical")
    assert pagerduty.trigger("case-1", "Critical reading", "critical") == Receipt(
        "case-1", "accepted"
    )
    [incident] = sandbox.get("/sandbox/incidents")
    assert incident["status"] == "triggered"
    pagerduty.acknowledge("case-1")
    pagerduty.resolve("case-1")
    [incident] = sandbox.get("/sandbox/incidents")
    assert incident["status"] == "resolved"


def test_a_busy_pagerduty_says_when_to_come_back(sandbox):
    sandbox.fault("pagerduty", "429", retry_after=30)
    with pytest.raises(Later) as later:
        PagerDuty(sandbox.settings).resolve("case-1")
    assert later.value.retry_after == 30
