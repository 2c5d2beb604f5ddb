"""What a row shows, without database or HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.console.presenters.delivery import delivery
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.rows import matches
from gateway.console.presenters.times import due, span, when
from gateway.console.presenters.trend import trend
from gateway.console.presenters.vitals import judged_by, measured, value
from gateway.console.presenters.words import pieces, visible
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
