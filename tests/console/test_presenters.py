"""What a row shows, without database or HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import case, safe_link
from gateway.console.presenters.delivery import delivery
from gateway.console.presenters.folder import age, phone
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.rows import Standing, matches
from gateway.console.presenters.times import due, span, when
from gateway.console.presenters.trend import trend
from gateway.console.presenters.vitals import judged_by, measured, value
from gateway.console.presenters.words import pieces, visible
from gateway.escalations.tables import Escalation
from gateway.messages.tables import OutboundMessage
from gateway.readings.tables import Reading

NOW = datetime(2026, 11, 20, 15, 12, tzinfo=UTC)
PRACTICE = Practice("America/Chicago", timedelta(minutes=2), {"critical": timedelta(minutes=5)})


def reading(**told: Any) -> Reading:
    usual: dict[str, Any] = {
        "id": "r1", "vital": "blood_pressure", "values": {"systolic": 138.0, "diastolic": 82.0},
        "said": {}, "severity": "normal", "rule": "", "protocol_version": "hypertension@1",
        "taken_at": NOW,
    }  # fmt: skip
    return Reading(**{**usual, **told})


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (NOW, "America/Chicago", "today at 9:12 AM"),
        (NOW, "Pacific/Honolulu", "today at 5:12 AM"),
        (NOW - timedelta(hours=10), "America/Chicago", "yesterday at 11:12 PM"),
        (NOW - timedelta(days=5), "America/Chicago", "Nov 15 at 9:12 AM"),
        (NOW - timedelta(days=365), "America/Chicago", "Nov 20, 2025 at 9:12 AM"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/Chicago", "Nov 1 at 1:30 AM"),
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "America/Chicago", "Nov 1 at 1:30 AM"),
        (NOW, "Not/AZone", "today at 3:12 PM"),
    ],
)
def test_times_are_told_by_the_patients_own_clock(at: datetime, zone: str, words: str) -> None:
    assert when(at, zone, now=NOW).words == words


def test_the_day_heads_the_timeline_in_full() -> None:
    assert when(NOW, "America/Chicago", now=NOW).day == "Today, Friday, November 20"


def test_lengths_have_one_unit_and_due_times_say_late() -> None:
    assert span(timedelta(seconds=20)) == "less than a minute"
    assert span(timedelta(minutes=1)) == "1 minute"
    assert span(timedelta(hours=47)) == "47 hours"
    assert span(timedelta(days=3)) == "3 days"
    assert due(NOW + timedelta(hours=3), now=NOW) == "due in 3 hours"
    assert due(NOW - timedelta(hours=2), now=NOW) == "2 hours late"


def test_what_was_read_is_marked_and_the_rest_is_left_as_it_is() -> None:
    cut = pieces(
        "hoy 138/82 y ayer 150/90",
        [
            {"start": 18, "end": 24, "text": "150/90", "as": "blood_pressure", "kept": False},
            {"start": 4, "end": 10, "text": "138/82", "as": "blood_pressure", "kept": True},
        ],
    )

    assert [(p.text, p.read_as, p.kept) for p in cut] == [
        ("hoy ", "", True),
        ("138/82", "blood pressure", True),
        (" y ayer ", "", True),
        ("150/90", "blood pressure", False),
    ]


def test_a_span_that_does_not_fit_is_looked_for_and_never_marks_other_words() -> None:
    moved = pieces("/ 138/82", [{"start": 0, "end": 6, "text": "138/82", "as": "bp"}])
    absent = pieces("hola", [{"start": 0, "end": 4, "text": "adios", "as": "bp"}])
    nonsense = pieces("hola", [{"start": "x", "end": None, "text": "", "as": None}])

    assert [p.text for p in moved if p.read_as] == ["138/82"]
    assert not any(p.read_as for p in (*absent, *nonsense))


def test_the_pieces_together_are_always_the_whole_message() -> None:
    spans = [{"start": a, "end": b, "text": "138/82 ok"[a:b], "as": "x"}
             for a in range(9) for b in range(a, 10)]  # fmt: skip

    assert "".join(p.text for p in pieces("138/82 ok", spans)) == "138/82 ok"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00b", "a\u2400b"),
        ("a\x1b[31mb", "a\u241b[31mb"),
        ("a\x7fb", "a\u2421b"),
        ("\u202e138/82", "[U+202E]138/82"),
        ("a\u2028b", "a[U+2028]b"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("مرحبا 138/82", "مرحبا 138/82"),
        ("👨‍👩‍👧 ñandú", "👨‍👩‍👧 ñandú"),
    ],
)
def test_characters_that_hide_or_turn_others_become_visible(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@pytest.mark.parametrize(
    ("status", "code", "words", "tone"),
    [
        ("waiting", None, "Waiting to be sent", "wait"),
        ("queued", None, "On its way", "wait"),
        ("delivered", None, "Delivered", "good"),
        ("undelivered", "30003", "Not delivered: the phone is off or out of reach", "bad"),
        ("failed", "99999", "Not delivered: reason 99999", "bad"),
        ("refused", None, "Not delivered: no reason was given", "bad"),
        ("withdrawn", None, "Not sent: it was no longer needed", "plain"),
        ("a_word_of_tomorrow", None, "Not delivered: no reason was given", "bad"),
    ],
)
def test_delivery_is_told_in_words(status: str, code: str | None, words: str, tone: str) -> None:
    state = delivery(OutboundMessage(status=status, error_code=code))

    assert (state.words, state.tone) == (words, tone)


def test_a_reading_is_written_as_a_nurse_writes_it() -> None:
    assert value({"systolic": 138.0, "diastolic": 82.0, "pulse": 71.0}) == "138/82, pulse 71"
    assert value({"weight": 184.25}) == "184.2"
    assert measured(reading(), "UTC", now=NOW).unit == "mmHg"


def test_a_reading_in_another_unit_says_how_it_was_given() -> None:
    glucose = reading(
        vital="glucose", values={"glucose": 140.5}, said={"value": 7.8, "unit": "mmol/L"}
    )

    assert measured(glucose, "UTC", now=NOW).said_as == "7.8 mmol/L"


def test_a_vital_of_tomorrow_is_shown_without_any_change_here() -> None:
    oxygen = measured(
        reading(vital="oxygen_saturation", values={"spo2": 91.0}, said={"unit": "%"}),
        "UTC",
        now=NOW,
    )

    assert (oxygen.name, oxygen.value, oxygen.unit) == ("Oxygen saturation", "91", "%")


def test_the_rule_and_its_version_are_named() -> None:
    hit = reading(rule="systolic above 180", severity="critical")

    assert judged_by(hit) == "“systolic above 180”, hypertension version 1"
    assert judged_by(reading(protocol_version="none")) == "No protocol of this patient covers it"


def test_the_small_picture_says_in_words_what_it_shows() -> None:
    days = [reading(taken_at=NOW - timedelta(days=back)) for back in (9, 2)]
    worse = reading(values={"systolic": 190.0, "diastolic": 110.0}, severity="critical")

    shown = trend([*days, worse], "America/Chicago", now=NOW)

    assert shown
    assert shown.words == (
        "Blood pressure: 3 readings, Nov 11 to today, latest 190/110 mmHg, 1 out of range."
    )
    top, bottom = shown.lines
    assert [dot.severity for dot in top.dots] == ["normal", "normal", "critical"]
    assert top.dots[2].y < top.dots[0].y < bottom.dots[0].y
    gaps = [b.x - a.x for a, b in zip(top.dots, top.dots[1:], strict=False)]
    assert gaps[0] > 3 * gaps[1]  # a week of silence is wide


def test_one_reading_or_none_makes_no_line() -> None:
    alone = trend([reading()], "UTC", now=NOW)

    assert trend([], "UTC", now=NOW) is None
    assert alone
    assert "1 reading" in alone.words


def test_names_are_found_without_accents_and_from_any_word() -> None:
    names = ("María Elena", "Peña", "+15005550102")

    assert matches("", names)
    assert matches("pena mar", names)
    assert matches("0102", names)
    assert not matches("pena jesus", names)
    assert not matches("lena", names)


def test_who_needs_someone_comes_first() -> None:
    standings = {
        "open": Standing(critical_open=1),
        "taken": Standing(critical_seen=1, tasks=9),
        "abnormal": Standing(abnormal=1),
        "late": Standing(tasks=1, late_tasks=1),
        "task": Standing(tasks=1),
        "calm": Standing(),
    }

    assert sorted(standings, key=lambda name: standings[name].rank) == list(standings)
    assert [name for name, s in standings.items() if not s.needs_someone] == ["task", "calm"]


def escalation(**told: Any) -> Escalation:
    usual = {"id": "c1", "tier": "critical", "cause": "reading", "detail": "d", "state": "open",
             "opened_at": NOW - timedelta(minutes=4)}  # fmt: skip
    return Escalation(**{**usual, **told})


def test_a_page_that_pagerduty_never_took_says_whom_to_call() -> None:
    silent = case(escalation(), None, PRACTICE, now=NOW)
    fresh = case(escalation(opened_at=NOW), None, PRACTICE, now=NOW)

    assert [s.tone for s in silent.steps] == ["good", "bad", "wait"]
    assert "Call the clinician on duty" in silent.steps[1].words
    assert [s.tone for s in fresh.steps] == ["good", "wait", "wait"]


def test_a_case_is_overdue_after_the_practices_own_window() -> None:
    four, five = (escalation(opened_at=NOW - timedelta(minutes=m)) for m in (4, 5))
    taken = escalation(opened_at=NOW - timedelta(hours=1), state="acknowledged")

    assert not case(four, None, PRACTICE, now=NOW).overdue
    assert case(five, None, PRACTICE, now=NOW).overdue
    assert not case(taken, None, PRACTICE, now=NOW).overdue


def test_a_case_without_a_patient_is_told_by_the_practices_clock() -> None:
    shown = case(escalation(phone="+15005550199"), None, PRACTICE, now=NOW)

    assert shown.opened.words == "today at 9:08 AM"
    assert shown.who == "Someone who is not enrolled"


def test_who_has_the_case_is_named() -> None:
    rosa = Patient(id="p", given_name="Rosa", family_name="Vega", timezone="UTC", phone="+1")
    taken = escalation(state="acknowledged", acknowledged_at=NOW, acknowledged_by="A. Okafor, NP")

    assert case(taken, rosa, PRACTICE, now=NOW).taken.startswith("Acknowledged by A. Okafor, NP")


def test_a_vendors_link_is_shown_only_if_it_is_a_web_address() -> None:
    assert safe_link("https://example.pagerduty.com/incidents/1")
    assert safe_link("javascript:alert(1)") == ""
    assert safe_link(None) == ""


def test_age_and_phone_are_written_for_people() -> None:
    assert age("1954-11-20", now=NOW) == "72"
    assert age("1954-11-21", now=NOW) == "71"
    assert age("1954", now=NOW) == ""
    assert phone("+15005550100") == "(500) 555-0100"
    assert phone("+34600000000") == "+34600000000"
