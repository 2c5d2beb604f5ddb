"""She puts an earlier reading right: the old row stays, no longer counts, and a person can tell."""

import pytest

from gateway import readings
from gateway.cohort.tables import Patient
from gateway.db import Database
from tests.care.hearing import Clinic, glucose, pressure, weight


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_the_earlier_reading_no_longer_counts_and_the_answer_says_what_was_changed(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    clinic.later(minutes=3)
    told = clinic.corrects(rosa, pressure(132, 78), pressure(142, 84))

    assert (told["outcome"], told["values"]) == (
        "corrected",
        {"reading": "132/78", "wrong": "142/84"},
    )
    wrong, right = clinic.readings
    assert (wrong.status, wrong.written, wrong.severity) == (
        "entered-in-error",
        "142/84",
        "abnormal",
    )
    assert (right.status, right.supersedes_id) == ("final", wrong.id)
    assert right.taken_at == wrong.taken_at
    with clinic.db.reading() as session:
        assert readings.recent(session, rosa.id) == {"blood_pressure": "132/78"}


def test_the_chart_says_what_replaces_what(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    clinic.corrects(rosa, pressure(132, 78))

    [note] = [note.text for note in clinic.notes if "replacing" in note.text]
    assert note.startswith(
        "Patient-reported blood pressure 132/78, replacing 142/84 of 2026-03-02 09:00 (note PN-"
    )
    assert "which was entered in error. Judged normal" in note


def test_with_nothing_sent_today_it_is_simply_a_reading(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    clinic.later(days=1)
    told = clinic.corrects(rosa, pressure(132, 78))

    assert told["outcome"] == "recorded"
    assert clinic.standing == ["142/84", "132/78"]


def test_just_after_midnight_the_evening_can_still_be_put_right(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.later(hours=14, minutes=50)  # 23:50 where she lives
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    clinic.later(minutes=20)

    assert clinic.corrects(rosa, pressure(132, 78))["outcome"] == "corrected"


def test_the_reading_she_names_is_put_right_and_not_the_last_one(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "184/92", readings=[pressure(184, 92)])
    clinic.later(minutes=10)
    clinic.told(rosa, "150/90", readings=[pressure(150, 90)])
    clinic.corrects(rosa, pressure(148, 92), pressure(184, 92))

    assert sorted(clinic.standing) == ["148/92", "150/90"]
    with clinic.db.reading() as session:  # it stands at the time of the one it replaces
        assert readings.recent(session, rosa.id) == {"blood_pressure": "150/90"}


def test_a_value_she_names_that_nobody_charted_takes_nothing_back(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "150/90", readings=[pressure(150, 90)])
    told = clinic.corrects(rosa, pressure(148, 92), pressure(184, 92))

    assert told["values"]["reading"] == "148/92"
    assert clinic.standing == ["150/90", "148/92"]


def test_a_critical_reading_put_right_downward_leaves_its_case_for_a_clinician(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "184/92", readings=[pressure(184, 92)])
    told = clinic.corrects(rosa, pressure(128, 82), pressure(184, 92))

    assert told["outcome"] == "corrected"
    [case] = clinic.cases
    assert (case.tier, case.state) == ("critical", "open")
    assert len(clinic.pages) == 1
    [note] = [n for n in clinic.notes if n.key.startswith("note:corrected:")]
    assert note.text == (
        f"Critical case {case.id[:8]}: the patient corrected its reading from 184/92 to 128/82 "
        "(judged normal). The case stays open until a clinician closes it."
    )
    assert note.key.endswith(case.id)


def test_a_correction_upward_pages_like_any_reading(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "148/92", readings=[pressure(128, 82)])
    told = clinic.corrects(rosa, pressure(184, 92))

    assert told["outcome"] == "critical"
    assert told["values"] == {"reading": "184/92 en lugar de 128/82"}
    assert [case.tier for case in clinic.cases] == ["critical"]
    assert len(clinic.pages) == 1


def test_an_abnormal_case_ends_when_the_value_put_right_is_in_range(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "150/95", readings=[pressure(150, 95)])
    clinic.corrects(rosa, pressure(130, 80))

    assert [(case.tier, case.state) for case in clinic.cases] == [("abnormal", "closed")]


def test_an_earlier_value_put_right_does_not_end_the_case_of_a_later_one(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "120/80", readings=[pressure(120, 80)])
    clinic.later(minutes=10)
    clinic.told(rosa, "150/95", readings=[pressure(150, 95)])
    clinic.corrects(rosa, pressure(125, 80), pressure(120, 80))

    assert [(case.tier, case.state) for case in clinic.cases] == [("abnormal", "open")]


def test_the_value_put_right_is_not_judged_against_the_wrong_one(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "148", readings=[weight(148)])
    clinic.later(minutes=2)
    clinic.corrects(rosa, weight(184))
    clinic.later(hours=3)
    clinic.told(rosa, "185", readings=[weight(185)])

    assert clinic.cases == []
    assert clinic.standing == ["184 lb", "185 lb"]


def test_beside_a_request_the_change_is_said_too(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    told = clinic.told(
        rosa,
        "perdón, 132/78 no 142/84, y necesito pastillas",
        "refill",
        readings=[pressure(132, 78)],
        correction=True,
        wrong=[pressure(142, 84)],
    )

    assert (told["outcome"], told["values"]) == (
        "refill",
        {"reading": "132/78 en lugar de 142/84"},
    )
    assert clinic.tasks == [("request", "refill")]


def test_what_she_sent_today_comes_in_order_and_without_what_was_wrong(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "184 lb", readings=[weight(184)])
    clinic.later(days=1)
    clinic.told(rosa, "142/84, 110", readings=[pressure(142, 84), glucose(110)])
    with clinic.db.reading() as session:
        assert readings.sent_today(session, rosa, now=clinic.now) == ["blood_pressure", "glucose"]
