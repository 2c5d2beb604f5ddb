"""What failures of HTTP mean, and that nothing private is written to the log."""

import logging
from datetime import UTC, datetime

import httpx
import pytest

from gateway.vendors import wire
from gateway.vendors.delivery import Later
from gateway.vendors.twilio import Twilio
from tests.vendors.stand_in import Answer

SAID = {"Date": "Fri, 20 Nov 2026 12:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "Fri, 20 Nov 2026 12:02:00 GMT"} | SAID, 120.0),
        ({"Retry-After": "Fri, 20 Nov 2026 11:00:00 GMT"} | SAID, 0.0),
        ({"Retry-After": "Fri, 20 Nov 2026 12:02:00 GMT"}, None),
        ({"Retry-After": "86400"}, 3600.0),
        ({"Retry-After": "Sun, 20 Nov 2033 12:00:00 GMT"} | SAID, 3600.0),
        ({"Retry-After": "soon"} | SAID, None),
        ({"Retry-After": "-5"} | SAID, None),
        ({"Retry-After": "²"} | SAID, None),
        ({}, None),
    ],
)
def test_a_vendor_may_ask_for_seconds_or_a_date_but_not_for_more_than_an_hour(headers, seconds):
    coded = {name: value.encode() for name, value in headers.items()}
    assert wire.retry_after(httpx.Response(429, headers=coded)) == seconds


def test_one_process_keeps_one_client_per_vendor():
    mine = wire.client("Twilio", "https://api.example.com", 15)
    assert wire.client("Twilio", "https://api.example.com", 15) is mine
    assert wire.client("PagerDuty", "https://api.example.com", 15) is not mine


def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.com:3128")
    for url in ("http://127.0.0.1:5005", "http://localhost:5005", "http://[::1]:5005"):
        assert not wire.client("Rasa", url, 1).trust_env
    assert wire.client("PagerDuty", "https://events.example.com", 1).trust_env


def test_a_slow_letter_starts_no_further_request():
    with pytest.raises(Later):
        wire.Patience(-1).check("the chart")


def test_a_search_by_number_leaves_no_number_in_the_log(vendor, settings, caplog):
    account = settings.twilio_account_sid
    listed = Answer(200, {"messages": []})
    vendor.on(f"GET /twilio/2010-04-01/Accounts/{account}/Messages.json", listed)
    with caplog.at_level(logging.INFO):
        Twilio(settings).find("+15005550006", "hola", datetime(2026, 11, 20, tzinfo=UTC))
    assert len(vendor.asked) == 2
    assert "5005550006" not in caplog.text
