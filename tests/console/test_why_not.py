"""Why did this not page: what was near, what was off, what has changed; over real HTTP."""

from dataclasses import replace

from sqlalchemy import delete, select

from gateway.cohort.tables import Patient
from gateway.console.lookups import rules as todays
from gateway.inbox.tables import InboundMessage
from gateway.protocols import Rulebook
from gateway.protocols.tables import KeptProtocol
from gateway.readings import Reading
from gateway.rechecks import Recheck
from tests.care.hearing import SAMPLE, pressure, weight
from tests.care.paging import NURSE, hear
from tests.console.asking_why import Story, text_of
from tests.console.days import Days


def test_a_normal_reading_says_what_would_have_been_needed(story: Story) -> None:
    [reading] = story.writes("138/82", pressure(138, 82))

    page = story.asks_why(reading)

    assert "Why did this not page?" in page
    assert "The nearest was “systolic above 140”, 3 mmHg away." in page
    assert "To page at all: systolic above 140, or diastolic above 90" in page
    assert "To wake somebody: diastolic 120 or more, or systolic above 180" in page
    assert "Not met: 3 mmHg away" in page
    assert "The patient has no band of their own" in page
    assert "Nobody was paged, so there was nothing to end." in page
    assert page.index("systolic above 140 Not met") < page.index("systolic above 180 Not met")


def test_a_trend_that_pages_nobody_is_told_as_the_task_it_is(story: Story) -> None:
    for pounds in (184, 185, 186):
        [reading] = story.writes(f"{pounds}", weight(pounds))
        story.clinic.wait(hours=24)

    page = story.asks_why(reading)

    assert "No rule that pages was met. A trend was: that is a task for the care team." in page
    assert "over 3 measured days within 7 days Met: a trend" in page
    assert "The care team Task" in page


def test_a_word_of_danger_in_doubt_is_told_with_what_came_of_it(story: Story) -> None:
    with story.room.db.transaction() as session:
        days = Days(session, story.clinic.now, panel=())
        body, patient = "my chest x-ray was fine", session.get_one(Patient, story.patient.id)
        sid = days.says(patient, body, story.clinic.now, act="chat", flag=("chest", "chest"))
        message = session.scalars(select(InboundMessage).filter_by(sid=sid)).one()
        flag = {**message.screening["flag"], "doubtful": True}
        message.screening = {**message.screening, "flag": flag}

    link = f"/console/messages/{message.id}/why"
    page = text_of(story.nurse.get(link).text)

    assert "Nobody was paged. A word of danger is in it: in doubt" in page
    assert "the model saw none either, so a person reads the message" in page
    assert f'href="{link}"' in story.nurse.get(f"/console/patients/{story.patient.id}").text


def test_a_repeated_value_says_why_nobody_was_paged_again(story: Story) -> None:
    story.writes("190/110", pressure(190, 110))
    hear(story.clinic, "acknowledged", NURSE)
    story.clinic.wait(hours=2)
    [again] = story.writes("188/108", pressure(188, 108))

    page = story.asks_why(again)

    assert "Why did this not page?" in page
    assert "nobody was paged a second time" in page
    timeline = text_of(story.nurse.get(f"/console/patients/{story.patient.id}").text)
    assert "Why did this not page? Blood pressure 188/108" in timeline
    assert "Why this page? Blood pressure 190/110" in timeline


def older(rules: Rulebook) -> Rulebook:
    """Version 1 as it may have been: it called nothing below 150 out of range."""
    [now] = [p for p in rules.protocols if p.vital == "blood_pressure"]
    kept = [rule for rule in now.rules if rule.then == "critical"]
    old = replace(now, version=1, rules=tuple(kept))
    return replace(rules, protocols=(old, *(p for p in rules.protocols if p is not now)))


def test_a_reading_of_an_older_version_is_explained_by_it_and_says_what_today_would_say(
    story: Story,
) -> None:
    story.rules = older(SAMPLE)
    [reading] = story.writes("150/85", pressure(150, 85))

    page = story.asks_why(reading)

    assert "Hypertension, version 1" in page
    assert "Hypertension, version 2" not in page
    assert "The rules have changed since. By those of today, Hypertension version 2" in page
    assert "it would be out of range (“systolic above 140”)" in page
    assert "To page at all" not in page


def test_a_reading_whose_rules_were_never_kept_says_that_they_are_lost(story: Story) -> None:
    story.rules = older(SAMPLE)
    [reading] = story.writes("190/110", pressure(190, 110))
    with story.room.db.transaction() as session:
        session.execute(delete(KeptProtocol))
        session.get_one(Reading, reading.id).grounds = None

    page = story.asks_why(reading)

    assert "The text of Hypertension version 1 was not kept" in page
    assert "“systolic above 180” of hypertension version 1" in page


def test_a_patient_whom_no_protocol_covers_is_told_apart_from_one_in_range(story: Story) -> None:
    with story.room.db.transaction() as session:
        session.get_one(Patient, story.patient.id).conditions = {"heart_failure": "I50.9"}
    [reading] = story.writes("150/95", pressure(150, 95))

    page = story.asks_why(reading)

    assert "No protocol of this patient covers it" in page
    assert "To wake somebody: diastolic 120 or more, or systolic above 180" in page
    assert "Not for this patient: no condition it is written for" in page


def test_a_harmless_number_beside_words_of_danger_points_to_their_case(story: Story) -> None:
    [reading] = story.writes("128/80 and chest pain", pressure(128, 80))

    html = story.nurse.get(f"/console/readings/{reading.id}/why").text

    assert "Nobody was paged." in text_of(html)
    assert f'href="/console/cases/{story.case.id}/why"' in html


def test_todays_rules_are_those_of_the_practice(story: Story) -> None:
    assert todays.rulebook(story.room.settings).protocols == SAMPLE.protocols


def test_a_critical_value_that_is_measured_again_first_says_so(story: Story) -> None:
    [reading] = story.writes("190/110", pressure(190, 110))
    with story.room.db.transaction() as session:
        session.add(
            Recheck(
                key="critical:x",
                patient_id=reading.patient_id,
                vital="blood_pressure",
                message_sid=reading.message_sid,
                reading_id=reading.id,
                detail="blood_pressure 190/110: systolic above 180",
                version="hypertension@2",
                beyond={},
                minutes=5,
                began_at=story.clinic.now,
                fall_back_at=story.clinic.now,
            )
        )

    page = story.asks_why(reading)

    assert "asked to measure again, by the re-check rule of hypertension version 2" in page
    assert "unless a value in range comes before" in page
