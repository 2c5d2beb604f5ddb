"""Emergencies, wishes to stop, and the language she wants."""

import pytest

from gateway import consent
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.messages.tables import OutboundMessage
from tests.care.hearing import Clinic, pressure, weight


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_an_emergency_pages_and_is_answered_by_the_gateway(clinic: Clinic, rosa: Patient) -> None:
    told = clinic.told(rosa, "me duele el pecho, 190 lb", "emergency", readings=[weight(190)])

    assert told["outcome"] == "emergency"
    [case] = clinic.cases
    assert (case.tier, case.cause) == ("critical", "red_flag")
    assert [text.body for text in clinic.texts] == ["emergency in es"]
    assert [reading.written for reading in clinic.readings] == ["190 lb"]


def test_a_red_flag_and_a_critical_value_in_one_message_are_one_page(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "chest pain 190/110", "emergency", readings=[pressure(190, 110)])

    [case] = clinic.cases
    assert (case.cause, case.reading_id) == ("red_flag", clinic.readings[0].id)
    assert len(clinic.pages) == 1


@pytest.mark.parametrize("which", ["emergency", "crisis"])
def test_what_the_safety_net_has_said_is_not_said_again(
    clinic: Clinic, rosa: Patient, which: str
) -> None:
    sid = clinic.writes(rosa, "ya no quiero vivir")
    with clinic.db.transaction() as session:
        session.add(
            OutboundMessage(
                key=f"fixed:{which}:{sid}",
                phone=rosa.phone,
                body="from the net",
                language="es",
                kind="fixed",
                created_at=clinic.now,
            )
        )

    clinic.told(rosa, "", "emergency", sid=sid)

    assert [text.body for text in clinic.texts] == ["from the net"]


def test_a_wish_to_die_is_answered_with_the_crisis_line(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "ya no quiero vivir", "emergency", reason="self_harm")

    assert [text.body for text in clinic.texts] == ["crisis in es"]


def test_a_sentence_that_asks_to_stop_ends_everything_for_the_whole_household(
    clinic: Clinic, rosa: Patient
) -> None:
    luis = clinic.enroll("Luis")
    hers, his = clinic.asks(rosa, "bp"), clinic.asks(luis, "glucose")

    told = clinic.told(rosa, "ya no me manden mensajes", "stop", readings=[pressure(130, 80)])

    assert told["outcome"] == "stopped"
    assert [clinic.state(check_in).state for check_in in (hers, his)] == ["stopped", "stopped"]
    assert [text.body for text in clinic.texts] == ["stopped in es"]
    assert clinic.tasks == [("request", "opted_out")]
    assert len(clinic.readings) == 1
    with clinic.db.reading() as session:
        assert not consent.may_text(session, rosa.phone)


def test_after_stop_a_reading_is_kept_and_paged_in_silence(clinic: Clinic, rosa: Patient) -> None:
    with clinic.db.transaction() as session:
        consent.stop(session, rosa.phone, source="keyword", now=clinic.now)

    assert clinic.told(rosa, "190/110", readings=[pressure(190, 110)])["outcome"] == "silent"
    assert clinic.told(rosa, "hm", "clarify")["outcome"] == "silent"
    assert len(clinic.pages) == 1
    assert clinic.tasks == [("unclear_reply", "unclear")]
    assert clinic.texts == []


@pytest.mark.parametrize(("wanted", "then"), [("en", "en"), (None, "en"), ("es", "es")])
def test_the_language_she_asks_for_is_spoken_from_now_on(
    clinic: Clinic, rosa: Patient, wanted: str | None, then: str
) -> None:
    told = clinic.told(rosa, "English please", "language", language=wanted)

    assert (told["outcome"], told["language"]) == ("language", then)
    assert clinic.all(Patient)[0].language == then
