"""STOP is honoured in both languages and in plain sentences; START brings her back."""

import pytest
from sqlalchemy import select

from gateway.consent.tables import Consent
from gateway.minutes.tables import Activity
from gateway.readings.tables import Reading
from gateway.replies import Interpretation
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
