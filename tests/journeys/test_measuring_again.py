"""Measure again in five minutes, in every process, where a clinician has switched it on."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from gateway.cohort.tables import Patient
from gateway.escalations import Escalation
from gateway.rechecks.tables import Recheck
from tests.care.rechecking import TEXT, switched_on
from tests.town import Town


@pytest.fixture(scope="module")
def whole_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    signed = tmp_path_factory.mktemp("protocols")
    switched_on(signed)
    town = Town(tmp_path_factory.mktemp("town"), PROMOTORA_PROTOCOLS_DIR=str(signed))
    try:
        town.open()
        yield town
    finally:
        town.close()


def cases(town: Town, patient: Patient) -> list[Escalation]:
    return town.rows(select(Escalation).where(Escalation.patient_id == patient.id))


def state(town: Town, patient: Patient) -> str:
    [row] = town.rows(select(Recheck).where(Recheck.patient_id == patient.id))
    return str(row.state)


def asked_again(town: Town, patient: Patient) -> str:
    """She writes 190/110 and is asked to rest and measure once more; nobody is paged."""
    sid = town.text(patient.phone, "190/110")
    town.hears(patient.phone, TEXT)
    assert (state(town, patient), cases(town, patient)) == ("waiting", [])
    return sid


def measured_well(town: Town, patient: Patient) -> str:
    sid = asked_again(town, patient)
    town.move_clock(minutes=6)
    town.text(patient.phone, "138/82")
    town.hears(patient.phone, "I wrote down 138/82")
    assert state(town, patient) == "in_range"
    return sid


def test_a_good_second_value_ends_it_and_both_are_in_the_chart(town: Town) -> None:
    walter = town.patient("en")
    measured_well(town, walter)
    town.move_clock(minutes=15)

    for words in ("Asked to measure again", "Measured again and in range", "138/82"):
        town.eventually(
            lambda words=words: any(words in note["text"] for note in town.notes(walter)),  # type: ignore[misc]
            f"the chart says {words!r}",
        )
    assert cases(town, walter) == []
    assert not any("alerting" in text for text in town.heard(walter.phone))


def test_no_second_value_pages_after_a_quarter_of_an_hour(town: Town) -> None:
    beverly = town.patient("en")
    sid = asked_again(town, beverly)
    town.move_clock(minutes=14)
    assert cases(town, beverly) == []
    town.move_clock(minutes=1, seconds=1)

    assert town.incident(sid)["urgency"] == "high"
    [case] = cases(town, beverly)
    assert case.detail.endswith("not measured again in time")
    town.text(beverly.phone, "138/82")
    town.hears(beverly.phone, "I wrote down 138/82")
    assert [case.state for case in cases(town, beverly)] == ["open"]


def test_a_good_value_that_was_a_slip_pages_for_the_first_after_all(town: Town) -> None:
    harold = town.patient("en")
    sid = measured_well(town, harold)
    town.text(harold.phone, "Sorry, 158/92 not 138/82")

    assert town.incident(sid)["urgency"] == "high"
    assert state(town, harold) == "paged"
