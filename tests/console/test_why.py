"""Why this page: words, rule, clock, routes and end, over real HTTP, on both databases."""

import re

from sqlalchemy import select

from gateway import escalations, protocols
from gateway.console.tables import Look
from gateway.escalations.tables import Escalation
from gateway.messages import say
from tests.care.hearing import SAMPLE, pressure, weight
from tests.care.paging import NURSE, hear
from tests.console.asking_why import Story


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


def test_words_of_danger_need_no_reading(story: Story) -> None:
    story.writes("I have chest pain")

    page = story.asks_why(story.case)

    assert "Red flag: chest pain" in page.replace("Red flag: Chest", "Red flag: chest")
    assert "words of danger page whoever writes them" in page
    assert "PagerDuty, high urgency" in page
    assert "This may be" in page or "911" in page


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

    assert "When nobody answered in time, the on-call list was telephoned." in page
    assert "PagerDuty had not confirmed in time: second route" in page
    assert "Telephoned: Nurse practitioner on call. The call was placed" in page
    assert "Telephoned: Physician on call." in page
    assert "Physician on call Telephone" in page
    assert "Everybody in this room Red banner" in page
    assert "The care team Task" in page
    assert re.search(r"A person has it today, 9:17:00 AM Not yet: \d minutes late", page)
    assert "It has not ended, and nobody has it yet." in page


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
