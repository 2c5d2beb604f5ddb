"""STOP is honoured in both languages and in plain sentences; START brings her back."""

import pytest
from sqlalchemy import select

from gateway.consent.tables import Consent
from gateway.minutes.tables import Activity
from gateway.readings.tables import Reading
from gateway.replies import Interpretation
from gateway.tasks import Task
from tests.town import Town


def state(town: Town, phone: str) -> str:
    found = town.rows(select(Consent).where(Consent.phone == phone))
    return found[0].state if found else "given"


@pytest.mark.parametrize("words", ["ALTO", "Stop", "ya no me manden mensajes por favor"])
def test_a_patient_who_wants_silence_gets_it(town: Town, words: str) -> None:
    patient = town.patient("es")
    town.text(patient.phone, words)
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")

    heard = town.heard(patient.phone)
    sid = town.text(patient.phone, "122/70")
    town.eventually(
        lambda: town.rows(select(Reading).where(Reading.message_sid == sid)), "it is recorded still"
    )
    assert [text for text in town.heard(patient.phone)[len(heard) :] if "122/70" in text] == []


def test_start_brings_a_patient_back(town: Town) -> None:
    patient = town.patient("es")
    town.text(patient.phone, "ALTO")
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")
    town.text(patient.phone, "INICIAR")
    town.eventually(lambda: state(town, patient.phone) == "given", "she is back")

    town.text(patient.phone, "121/69")
    town.hears(patient.phone, "121/69")


@pytest.mark.parametrize(
    ("language", "stop", "back", "hears"),
    [
        ("es", "ya no me escriban", "quiero recibir los mensajes otra vez", "Otra vez le vamos a"),
        ("en", "stop texting me", "I want to get your messages again", "get our messages again"),
    ],
)
def test_a_plain_sentence_brings_a_patient_back_who_is_told_what_comes_next(
    town: Town, language: str, stop: str, back: str, hears: str
) -> None:
    patient = town.patient(language)
    town.text(patient.phone, stop)
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")
    town.text(patient.phone, back)

    welcome = town.hears(patient.phone, hears)
    assert "Lo que sigue: " in welcome or "Next, we will ask " in welcome
    assert state(town, patient.phone) == "given"
    town.text(patient.phone, "123/71")
    town.hears(patient.phone, "123/71")


def test_after_stop_kept_by_twilio_a_person_hears_of_the_sentence_and_start_lifts_it(
    town: Town,
) -> None:
    patient = town.patient("en")
    town.text(patient.phone, "STOP")
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")
    sid = town.text(patient.phone, "please start texting me again")
    query = select(Task.why).where(Task.message_sid == sid)
    town.eventually(lambda: town.rows(query) == ["start_needed"], "a person has a task")
    assert state(town, patient.phone) == "stopped"

    town.text(patient.phone, "START")
    town.hears(patient.phone, "Next, we will ask ")
    assert state(town, patient.phone) == "given"


def test_help_is_answered(town: Town) -> None:
    patient = town.patient("es")
    before = len(town.heard(patient.phone))
    town.text(patient.phone, "AYUDA")
    town.eventually(lambda: len(town.heard(patient.phone)) > before, "help is given")


def test_a_stop_behind_a_reading_is_kept_and_the_reading_too(town: Town) -> None:
    patient = town.patient("en")
    sid = town.text(patient.phone, "127/79. STOP")
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")

    town.eventually(
        lambda: town.rows(select(Reading).where(Reading.message_sid == sid)), "the reading is kept"
    )


def test_a_stop_is_counted_and_charted_like_any_other_message(town: Town) -> None:
    patient = town.patient("es")
    sid = town.text(patient.phone, "BAJA")
    town.eventually(lambda: state(town, patient.phone) == "stopped", "the wish is kept")

    query = select(Interpretation.act).where(Interpretation.message_sid == sid)
    assert town.rows(query) == ["stop"]
    assert town.rows(select(Activity).where(Activity.key == f"act:message:{sid}"))
    town.eventually(
        lambda: any("BAJA" in note["text"] for note in town.notes(patient)), "the note is filed"
    )
