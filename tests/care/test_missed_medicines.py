"""Why the medicines were missed: asked once, kept beside the NO, and seen by whom it concerns."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import replies
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.readings import Answer
from tests.care.hearing import Clinic, pressure


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def says_no(clinic: Clinic, rosa: Patient, **means: Any) -> str:
    """She answers the question about her medicines with NO; the outcome."""
    clinic.asks(rosa, "adherence")
    return str(clinic.told(rosa, means.pop("body", "no"), answer="no", **means)["outcome"])


def then(clinic: Clinic, rosa: Patient, body: str, act: str = "accept", **means: Any) -> str:
    clinic.later(minutes=1)
    return str(clinic.told(rosa, body, act, **means)["outcome"])


def the_no(clinic: Clinic) -> Answer:
    [kept] = clinic.answers
    assert kept.answer == "no"
    return kept


@pytest.mark.parametrize(
    ("body", "why", "outcome", "tasks"),
    [
        ("1", "forgot", "why_forgot", []),
        ("2", "none_left", "why_none_left", [("request", "missed_none_left")]),
        ("3", "harm", "why_harm", [("symptom", "missed_harm")]),
        ("fui a un velorio", "other", "why_other", []),
    ],
)
def test_the_answer_is_kept_beside_the_no_and_seen_by_whom_it_concerns(
    clinic: Clinic, rosa: Patient, body: str, why: str, outcome: str, tasks: list[Any]
) -> None:
    assert says_no(clinic, rosa) == "why_missed"

    assert then(clinic, rosa, body, why=why) == outcome
    reason = clinic.interpretations[-1].message_sid
    assert the_no(clinic).about == {"why": why, "words": body, "message_sid": reason}
    assert clinic.tasks == tasks


def test_the_reason_is_charted(clinic: Clinic, rosa: Patient) -> None:
    says_no(clinic, rosa)
    then(clinic, rosa, "2", why="none_left")

    assert [note.text for note in clinic.notes] == [
        'Patient wrote: "no". Understood as: accept, adherence answered NO.',
        'Patient wrote: "2". Understood as: accept, medicines missed: none left.',
    ]


@pytest.mark.parametrize(
    ("act", "why", "outcome"),
    [
        ("accept", "forgot", "why_forgot"),
        ("accept", "none_left", "why_none_left"),
        ("refill", "none_left", "refill"),
        ("symptom", "harm", "symptom"),
        ("callback", "other", "callback"),
    ],
)
def test_a_no_with_its_reason_is_not_asked(
    clinic: Clinic, rosa: Patient, act: str, why: str, outcome: str
) -> None:
    assert says_no(clinic, rosa, act=act, why=why) == outcome
    assert (the_no(clinic).about or {})["why"] == why
    assert len(clinic.tasks) == (0 if why == "forgot" else 1)


@pytest.mark.parametrize(
    ("act", "means"),
    [
        ("chat", {}),
        ("clarify", {"reason": "unreadable"}),
        ("help", {}),
        ("callback", {}),
        ("accept", {"readings": [pressure(138, 82)]}),
        ("language", {"language": "en"}),
    ],
)
def test_anything_else_is_what_it_is_and_ends_the_question(
    clinic: Clinic, rosa: Patient, act: str, means: dict[str, Any]
) -> None:
    says_no(clinic, rosa)
    then(clinic, rosa, "something else", act, **means)

    then(clinic, rosa, "1", why="forgot")
    assert the_no(clinic).about is None


@pytest.mark.parametrize(("act", "outcome"), [("emergency", "emergency"), ("stop", "stopped")])
def test_an_emergency_or_a_stop_after_our_question_is_heard(
    clinic: Clinic, rosa: Patient, act: str, outcome: str
) -> None:
    says_no(clinic, rosa)

    assert then(clinic, rosa, "me muero / ya no me manden", act) == outcome
    assert the_no(clinic).about is None


def test_no_answer_is_no_further_question(clinic: Clinic, rosa: Patient) -> None:
    says_no(clinic, rosa)
    clinic.later(hours=13)

    assert then(clinic, rosa, "1", why="forgot") == "ask_back"  # who knows what "1" is by now
    assert the_no(clinic).about is None


def test_a_bare_four_may_be_followed_by_a_sentence(clinic: Clinic, rosa: Patient) -> None:
    says_no(clinic, rosa)

    assert then(clinic, rosa, "4", why="other") == "why_tell"
    assert then(clinic, rosa, "estaba en el hospital", why="other") == "why_other"
    assert (the_no(clinic).about or {})["words"] == "estaba en el hospital"


def test_a_yes_is_never_asked_why(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "adherence")

    assert clinic.told(rosa, "yes", answer="yes")["outcome"] == "answer_yes"


def test_a_number_beside_the_no_is_repeated_with_the_question(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.asks(rosa, "adherence")
    told = clinic.told(rosa, "138/82, no", readings=[pressure(138, 82)], answer="no")

    assert (told["outcome"], told["values"]) == ("why_missed", {"reading": "138/82"})


def test_beside_a_dangerous_number_nothing_is_asked(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "adherence")
    told = clinic.told(rosa, "190/110, no", readings=[pressure(190, 110)], answer="no")

    assert told["outcome"] == "critical"


def test_three_no_in_a_row_keep_their_task_whatever_the_reasons(
    clinic: Clinic, rosa: Patient
) -> None:
    for _ in range(3):
        says_no(clinic, rosa)
        then(clinic, rosa, "1", why="forgot")
        clinic.later(days=1)

    assert clinic.tasks == [("adherence", "no_3_in_a_row")]
    assert all((kept.about or {})["why"] == "forgot" for kept in clinic.answers)


def test_the_model_knows_what_we_asked_until_another_question_has_left(
    clinic: Clinic, rosa: Patient
) -> None:
    from gateway import messages

    def follow_up() -> str | None:
        with clinic.db.reading() as session:
            return replies.follow_up(session, rosa.id, [], now=clinic.now)

    says_no(clinic, rosa)
    assert follow_up() == "why_missed"
    clinic.later(hours=1)
    assert follow_up() == "why_missed"
    with clinic.db.transaction() as session:
        messages.say(
            session,
            phone=rosa.phone,
            body="How are you feeling? Reply 1 if feeling well",
            key="symptom",
            patient=rosa,
            kind="check_in",
            now=clinic.now,
        )
    clinic.later(minutes=1)
    assert follow_up() is None
    assert then(clinic, rosa, "2", why="none_left") == "ask_back"


def test_a_reason_nobody_asked_for_is_kept_nowhere(clinic: Clinic, rosa: Patient) -> None:
    says_no(clinic, rosa, why="forgot")
    clinic.later(minutes=1)
    told = clinic.told(rosa, "I ran out of strips", "refill", why="none_left")

    assert told["outcome"] == "refill"
    assert (the_no(clinic).about or {})["why"] == "forgot"


def test_a_reason_told_twice_is_one_task(clinic: Clinic, rosa: Patient) -> None:
    says_no(clinic, rosa)
    sid = clinic.writes(rosa, "3")
    clinic.now += timedelta(minutes=1)
    first = clinic.told(rosa, "3", why="harm", sid=sid)

    assert clinic.told(rosa, "3", why="harm", sid=sid) == first
    assert clinic.tasks == [("symptom", "missed_harm")]
