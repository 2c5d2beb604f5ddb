"""Why a page, and why none: one page tells it whole, over real HTTP, on both databases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, select

from gateway import escalations, protocols, readings
from gateway.cohort.tables import Patient
from gateway.console.lookups import rules as todays
from gateway.console.tables import Look
from gateway.conversation.rules import Rules
from gateway.conversation.screen import screen
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.messages import say
from gateway.protocols import Rulebook
from gateway.protocols.tables import KeptProtocol
from gateway.readings import Reading
from tests.care.hearing import SAMPLE, WORDS, pressure, weight
from tests.care.paging import NURSE, hear
from tests.clinic import Clinic
from tests.console.conftest import Browserless, Console, open_console
from tests.console.days import Days


@dataclass
class Story:
    """A patient, what she writes, and a nurse who asks why."""

    room: Console
    clinic: Clinic = field(init=False)
    nurse: Browserless = field(init=False)
    patient: Patient = field(init=False)
    rules: Rulebook = SAMPLE
    sent: int = 9000

    def __post_init__(self) -> None:
        self.clinic = Clinic(self.room.db, self.room.clock)
        everything = {"hypertension": "I10", "heart_failure": "I50.9"}
        self.patient = self.clinic.enroll("Rosa", conditions=everything, timezone="America/Chicago")
        self.nurse = self.room.signed_in()

    def writes(self, body: str, *said: dict[str, Any], **more: Any) -> list[Reading]:
        """One message: read by the safety net, understood, and its readings recorded."""
        now = self.clinic.now
        with self.room.db.transaction() as session:
            days = Days(session, now, panel=())
            days.count = self.sent = self.sent + 1
            patient = session.get_one(Patient, self.patient.id)
            if "replaces" in more:
                more["replaces"] = session.get_one(Reading, more["replaces"].id)
            spans = [(body.split(" ")[0], said[0]["type"])] if said else []
            sid = days.says(patient, body, now, evidence=spans, understood=bool(said))
            message = session.scalars(select(InboundMessage).filter_by(sid=sid)).one()
            screen(session, message, Rules(self.rules, WORDS, False), now=now)
            kept = [
                readings.record(
                    session, patient, one, message_sid=sid, ordinal=number, check_in=None,
                    words=body, rules=self.rules, now=now, **more,
                )
                for number, one in enumerate(said)
            ]  # fmt: skip
        self.clinic.run()
        return kept

    def asks_why(self, about: Reading | Escalation) -> str:
        """The page's text, without its tags."""
        kind = "readings" if isinstance(about, Reading) else "cases"
        answer = self.nurse.get(f"/console/{kind}/{about.id}/why")
        assert answer.status_code == 200, answer.text
        return text_of(answer.text)

    @property
    def case(self) -> Escalation:
        return self.clinic.one(Escalation)


def text_of(html: str) -> str:
    main = html[html.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def story(db: Database) -> Iterator[Story]:
    for room in open_console(db, empty=True):
        yield Story(room)


def test_a_critical_pressure_tells_words_rule_clock_route_and_end(story: Story) -> None:
    [reading] = story.writes("190/110 and my head hurts", pressure(190, 110))
    with story.room.db.transaction() as session:
        say(session, phone=story.patient.phone, body="We are alerting your nurse.", key="k",
            kind="reply", reply_to=reading.message_sid, now=story.clinic.now)  # fmt: skip
    story.clinic.run()
    story.clinic.clock.advance(seconds=9)
    hear(story.clinic, "triggered")
    story.clinic.wait(minutes=3)
    hear(story.clinic, "acknowledged", NURSE)
    with story.room.db.transaction() as session:
        case = session.get_one(Escalation, story.case.id)
        escalations.close(session, case, "Amara Okafor, NP", story.clinic.now)

    for page in (story.asks_why(reading), story.asks_why(story.case)):
        assert "Why this page?" in page
        assert "190/110 and my head hurts" in page
        assert "96% sure" in page
        assert "systolic above 180 Decided" in page
        assert "Hypertension, version 2" in page
        assert "Signer: sample only, no clinician has signed this, 2026-01-05" in page
        assert "The safety check read it and found a dangerous number" in page
        assert re.search(r"9:12:00 AM .* PagerDuty accepted the page", page)
        assert "9:12:09 AM PagerDuty confirmed" in page
        assert "9:15:09 AM Nina Park acknowledged it" in page
        assert "A person has it today, 9:17:00 AM In time, after 3 minutes" in page
        assert (
            "Clinician on duty PagerDuty, high urgency today, 9:12:00 AM Acknowledged by Nina"
            in page
        )
        assert "The patient Text “ We are alerting your nurse. ”" in page
        assert "Amara Okafor, NP closed it, today at 9:15 AM." in page


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


def test_a_reading_outside_her_own_band_names_the_band(story: Story) -> None:
    with story.room.db.transaction() as session:
        protocols.set_target(
            session, story.patient.id, SAMPLE.vital("blood_pressure"), "systolic", (100, 130),
            by="Amara Okafor, NP", now=story.clinic.now,
        )  # fmt: skip
    [reading] = story.writes("135/80", pressure(135, 80))

    page = story.asks_why(reading)

    assert "It was judged out of range, by “systolic outside target” of hypertension" in page
    assert "one that wakes nobody" in page
    assert "systolic 100 to 130 mmHg" in page
    assert "PagerDuty, low urgency" in page
    assert "To wake somebody: diastolic 120 or more" in page
    assert "To page at all" not in page


def test_a_gain_shows_the_weights_it_was_counted_from_and_the_rule_that_is_off(
    story: Story,
) -> None:
    story.writes("184", weight(184))
    story.clinic.wait(hours=24)
    [quiet] = story.writes("186", weight(186))
    story.clinic.wait(minutes=30)
    [reading] = story.writes("187.5", weight(187.5))

    page, before = story.asks_why(reading), story.asks_why(quiet)

    assert "“gain at least 3 within 36 hours” of heart_failure version 2" in page
    assert "the rules look back 7 days" in page
    assert "yesterday at 9:12 AM 184 lb" in page
    assert "gain at least 5 within 7 days Present, off until signed" in page
    assert "Signer: nobody yet." in page
    assert "To wake somebody: 187 lb or more within 36 hours, against 184 lb." in before


def test_a_trend_that_pages_nobody_is_told_as_the_task_it_is(story: Story) -> None:
    for pounds in (184, 185, 186):
        [reading] = story.writes(f"{pounds}", weight(pounds))
        story.clinic.wait(hours=24)

    page = story.asks_why(reading)

    assert "No rule that pages was met. A trend was: that is a task for the care team." in page
    assert "over 3 measured days within 7 days Met: a trend" in page
    assert "The care team Task" in page


def test_words_of_danger_need_no_reading(story: Story) -> None:
    story.writes("I have chest pain")

    page = story.asks_why(story.case)

    assert "Red flag: chest pain" in page.replace("Red flag: Chest", "Red flag: chest")
    assert "words of danger page whoever writes them" in page
    assert "PagerDuty, high urgency" in page
    assert "This may be" in page or "911" in page


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


def test_a_dangerous_number_that_is_never_charted_is_explained_all_the_same(story: Story) -> None:
    story.writes("190/110")

    page = story.asks_why(story.case)

    assert "It was never written down as a reading" in page
    assert "systolic above 180 Decided" in page


def test_a_corrected_reading_says_so_and_the_case_stays(story: Story) -> None:
    [wrong] = story.writes("190/110", pressure(190, 110))
    story.clinic.wait(minutes=2)
    [right] = story.writes("sorry 140/85", pressure(140, 85), replaces=wrong)

    page = story.asks_why(wrong)

    assert "The patient has since corrected this to 140/85 mmHg (in range)." in page
    assert "The patient put the reading right; the case stays open" in page
    assert "in place of 190/110 mmHg" in story.asks_why(right)
    assert "Nobody was paged." in story.asks_why(right)


def test_a_page_that_nobody_took_shows_who_was_telephoned(story: Story) -> None:
    [reading] = story.writes("190/110", pressure(190, 110))
    story.clinic.live_for(minutes=7)

    page = story.asks_why(reading)

    assert "Nobody answered it in time, so the on-call list was telephoned." in page
    assert "PagerDuty had not confirmed in time: second route" in page
    assert "Telephoned: Nurse practitioner on call. The call was placed" in page
    assert "Telephoned: Physician on call." in page
    assert "Physician on call Telephone" in page
    assert "Everybody in this room Red banner" in page
    assert "The care team Task" in page
    assert re.search(r"A person has it today, 9:17:00 AM Not yet: \d minutes late", page)
    assert "It has not ended, and nobody has it yet." in page


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


def test_every_look_is_written_down_and_no_name_is_in_an_address(story: Story) -> None:
    [reading] = story.writes("190/110", pressure(190, 110))
    html = story.nurse.get(f"/console/readings/{reading.id}/why").text
    story.asks_why(story.case)

    with story.room.db.reading() as session:
        looks = [(look.patient_id, look.page) for look in session.scalars(select(Look))]
    assert looks[-2:] == [
        (story.patient.id, f"why:reading:{reading.id}"),
        (story.patient.id, f"why:case:{story.case.id}"),
    ]
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', html) if "Rosa" in link]
    assert "Rosa" not in html[: html.index("<body")]


def test_what_is_not_there_and_who_may_not_look_are_refused(story: Story) -> None:
    [reading] = story.writes("190/110", pressure(190, 110))
    operator = story.room.signed_in("operator")

    assert story.nurse.get("/console/readings/none/why").status_code == 404
    assert story.nurse.get("/console/cases/none/why").status_code == 404
    assert story.nurse.get("/console/messages/0/why").status_code == 404
    for nothing in ("999999", "9" * 30, "none"):
        assert story.nurse.get(f"/console/messages/{nothing}/why").status_code == 404
    refused = operator.get(f"/console/readings/{reading.id}/why")
    assert refused.status_code == 403
    assert "190" not in refused.text


def test_the_way_there_is_on_the_case_and_on_the_timeline(story: Story) -> None:
    [reading] = story.writes("138/82", pressure(138, 82))
    story.writes("190/110", pressure(190, 110))

    case = story.nurse.get(f"/console/cases/{story.case.id}").text
    timeline = story.nurse.get(f"/console/patients/{story.patient.id}").text

    assert f'href="/console/cases/{story.case.id}/why"' in case
    assert f'href="/console/readings/{reading.id}/why">Why did this not page?' in timeline
    assert f'href="/console/cases/{story.case.id}/why">Why this page?' in timeline


def test_todays_rules_are_those_of_the_practice(story: Story) -> None:
    assert todays.rulebook(story.room.settings).protocols == SAMPLE.protocols
