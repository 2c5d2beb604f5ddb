"""Paging: what the event holds, and that a page is never given up for our own mistake."""

from datetime import datetime, timedelta, timezone

import pytest

from gateway.vendors.delivery import Later, Receipt, Undeliverable
from gateway.vendors.pagerduty import PagerDuty
from tests.vendors.stand_in import Answer

ENQUEUE = "POST /pagerduty/v2/enqueue"
TAKEN = Answer(202, {"status": "success", "message": "Event processed", "dedup_key": "case-1"})
LINK = {"href": "https://gw.example.com/console/cases/1", "text": "The case"}


def test_a_page_carries_severity_link_and_time_and_no_more_than_it_was_given(vendor, settings):
    vendor.on(ENQUEUE, TAKEN)
    at = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=-7)))
    receipt = PagerDuty(settings).trigger(
        "case-1", "Critical reading", "critical", [LINK], {"case": "1"}, at
    )
    assert receipt == Receipt("case-1", "accepted")
    assert vendor.asked[0].json == {
        "routing_key": "0123456789abcdef0123456789abcdef",
        "event_action": "trigger",
        "dedup_key": "case-1",
        "payload": {
            "summary": "Critical reading",
            "source": "promotora",
            "severity": "critical",
            "timestamp": "2026-11-20T15:00:00+00:00",
            "custom_details": {"case": "1"},
        },
        "links": [LINK],
        "client": "Promotora",
        "client_url": settings.public_base_url,
    }


def test_acknowledging_and_resolving_name_only_the_case(vendor, settings):
    vendor.on(ENQUEUE, TAKEN)
    PagerDuty(settings).acknowledge("case-1")
    PagerDuty(settings).resolve("case-1")
    assert [set(asked.json) for asked in vendor.asked] == [
        {"routing_key", "event_action", "dedup_key"}
    ] * 2
    assert [asked.json["event_action"] for asked in vendor.asked] == ["acknowledge", "resolve"]


def test_a_long_summary_is_cut_because_a_refused_page_wakes_nobody(vendor, settings):
    vendor.on(ENQUEUE, TAKEN)
    PagerDuty(settings).trigger("case-1", "x" * 3000, "error")
    assert len(vendor.asked[0].json["payload"]["summary"]) == 1024


@pytest.mark.parametrize(
    ("key", "severity"), [("case-1", "urgent"), ("", "error"), ("k" * 256, "error")]
)
def test_a_malformed_page_is_not_sent(vendor, settings, key, severity):
    with pytest.raises(Undeliverable):
        PagerDuty(settings).trigger(key, "Critical reading", severity)
    assert vendor.asked == []


def test_an_event_that_pagerduty_calls_malformed_is_permanent(vendor, settings):
    vendor.on(ENQUEUE, Answer(400, {"status": "invalid event", "errors": ["'links' must be"]}))
    with pytest.raises(Undeliverable) as refused:
        PagerDuty(settings).trigger("case-1", "Critical reading", "critical")
    assert refused.value.code == "400"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, {"errors": ["Invalid routing key"]}),
        Answer(403, {}),
        Answer(404, {}),
        Answer(200, {"a captive": "portal"}),
    ],
)
def test_a_wrong_key_or_address_keeps_the_page_and_raises_the_alarm(vendor, settings, answer):
    vendor.on(ENQUEUE, answer)
    with pytest.raises(Later) as later:
        PagerDuty(settings).trigger("case-1", "Critical reading", "critical")
    assert later.value.alarm
