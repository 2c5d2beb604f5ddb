"""No code of the machine is shown to a nurse, and nothing that is not so."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import escalations, tasks
from gateway.console.presenters.cases import Case, case
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.queue import QueueRow, queue_row
from gateway.console.presenters.understanding import Understood, understood
from gateway.escalations.tables import Escalation
from gateway.readings.tables import Reading
from gateway.replies.tables import Interpretation
from gateway.tasks.tables import Task
from tests.console.conftest import Console
from tests.console.days import Days
from tests.console.populated import NOW

PRACTICE = Practice("America/Chicago", timedelta(minutes=2), {"abnormal": timedelta(hours=1)})


def read(act: str, outcome: str, reason: str | None = None, model: str = "m") -> Understood:
    found = Interpretation(act=act, model=model, confidence=1.0, said={"reason": reason},
                           outcome={"outcome": outcome})  # fmt: skip
    shown = understood(found, [], [], "UTC", now=NOW)
    assert shown
    return shown


@pytest.mark.parametrize(
    ("act", "reason", "words"),
    [
        ("accept", "opt_in", "Asked for texts again"),
        ("stop", "opt_out", "Asked for no more texts"),
        ("help", "help", "Asked for help"),
    ],
)
def test_a_keyword_is_no_answer_to_a_question(act: str, reason: str, words: str) -> None:
    assert read(act, "started", reason, "keywords").act == words
    assert read("accept", "recorded").act == "An answer to our question"


@pytest.mark.parametrize(
    ("outcome", "act", "then"),
    [
        ("ask_back", "Not clear enough: we asked back", ""),
        ("to_person", "Not clear enough: given to the care team", ""),
        ("person_reads", "Not clear enough: given to the care team", ""),
        ("silent", "Not clear enough: given to the care team",
         "Not answered: this phone asked for no texts"),
    ],
)  # fmt: skip
def test_asked_back_is_said_only_where_it_was(outcome: str, act: str, then: str) -> None:
    shown = read("clarify", outcome)

    assert (shown.act, shown.outcome) == (act, then)


def shown_case(reading: Reading | None = None, **told: Any) -> Case:
    usual = {"id": "c1", "tier": "abnormal", "cause": "reading", "detail": "d", "state": "open",
             "opened_at": NOW - timedelta(hours=2)}  # fmt: skip
    return case(Escalation(**{**usual, **told}), None, PRACTICE, now=NOW, reading=reading)


def test_a_case_tells_its_reading_and_its_rule_in_words() -> None:
    high = Reading(vital="blood_pressure", values={"systolic": 138, "diastolic": 92, "pulse": 71},
                   said={}, rule="diastolic above 90",
                   protocol_version="hypertension@1")  # fmt: skip
    told = shown_case(high, detail="blood_pressure 138/92: diastolic above 90 (hypertension@1)")

    assert told.cause == "Blood pressure 138/92 mmHg"
    assert told.story == (
        "Blood pressure 138/92 mmHg, by rule “diastolic above 90”, hypertension version 1"
    )


def test_a_red_flag_stays_one_when_its_message_holds_a_reading_too() -> None:
    high = Reading(vital="blood_pressure", values={"systolic": 190, "diastolic": 99}, said={})
    told = shown_case(high, cause="red_flag", detail="chest_pain")

    assert told.story == "Words that sound like an emergency: chest pain"


def test_only_a_critical_case_asks_for_a_call() -> None:
    calm, critical = shown_case(), shown_case(tier="critical")

    assert calm.overdue
    assert not calm.call
    assert not any("Call" in step.words for step in calm.steps)
    assert any("Call the clinician on duty" in step.words for step in critical.steps)


def row(kind: str, why: str, key: str = "k") -> QueueRow:
    task = Task(id="t", key=key, kind=kind, why=why, state="open", created_at=NOW, due_at=NOW)
    return queue_row(task, None, None, PRACTICE, now=NOW)


@pytest.mark.parametrize(
    ("kind", "why", "words"),
    [
        ("unclear_reply", "unit_missing", "A number, but it is not clear of what or in which unit"),
        ("unclear_reply", "a_reason_of_tomorrow", "Not clear what was meant"),
        ("unclear_reply", "shared_phone", "Several patients share this phone: find out who wrote"),
        ("request", "opted_out", "Asked for no more texts: please find out why"),
        ("request", "later", "Wants another time, or cannot come"),
        (
            "request",
            "came_back",
            "Asked for our texts again, in a sentence: please read it; texts go out again",
        ),
        (
            "request",
            "start_needed",
            "Wants our texts again, but START must be texted from the phone: please call",
        ),
        ("symptom", "new_symptom", "Reported a symptom"),
        ("adherence", "no_3_in_a_row", "Three NO answers in a row"),
        ("missing_reading", "bp", "Blood pressure"),
        ("undelivered", "bad_number_30006", "This is a landline"),
        ("undelivered", "carrier_30999", "Reason 30999"),
        ("undelivered", "carrier_unknown", "No reason was given"),
        ("dead_letter", "note_refused_422", "The chart refused a note (answer 422)"),
        ("not_screened", "ValueError", ""),
        ("request", "a_code_of_tomorrow", "A code of tomorrow"),
    ],
)
def test_why_a_task_is_there_is_told_in_words(kind: str, why: str, words: str) -> None:
    assert row(kind, why).why == words


def test_a_task_about_a_page_names_its_case_by_a_link_and_calls_only_if_critical() -> None:
    key = "page_unacknowledged:15b797d2-aaaa"
    calm = row("page_unacknowledged", "case_15b797d2_abnormal", key)
    critical = row("page_unacknowledged", "case_15b797d2_critical", key)

    assert (calm.why, calm.case_id) == ("", "15b797d2-aaaa")
    assert calm.what == "Nobody has taken a case in time: open it"
    assert "call the clinician on duty" in critical.what
    assert not row("request", "refill", "request:SM1").case_id


def test_the_pages_say_it_so(room: Console) -> None:
    rosa, walter, maria, *_ = room.patients
    found = room.cases["maria"]
    with room.db.transaction() as session:
        tasks.add(session, "page_unacknowledged", f"case_{found.id[:8]}_abnormal",
                  key=f"page_unacknowledged:{found.id}", patient_id=maria.id,
                  now=NOW)  # fmt: skip
        days = Days(session, NOW, panel=())
        days.says(walter, "138 92", NOW, act="clarify",
                  outcome={"outcome": "ask_back", "values": {"proposal": "138/92"}})  # fmt: skip
        late = escalations.open_case(
            session, tier="abnormal", cause="reading", detail="d", key="late", patient=walter,
            now=NOW - timedelta(days=9),
        )  # fmt: skip
    nurse = room.signed_in()
    hers, his = (nurse.get(f"/console/patients/{p.id}").text for p in (maria, walter))

    assert "<strong>Blood pressure 148/91 mmHg</strong>, <time" in hers
    assert "Blood pressure 148/91 mmHg, by rule “outside the patient&#39;s band”" in hers
    link = f'<a href="/console/cases/{found.id}">Nobody has taken a case in time: open it</a>'
    assert link in hers
    assert link in nurse.get("/console/tasks").text
    assert "<span>We asked: is it <strong>138/92</strong>?</span>" in his
    assert "190/110 mmHg</strong>, <time" in nurse.get(f"/console/patients/{rosa.id}").text
    table = nurse.get("/console").text
    assert "</time> Central</span>" in table
    assert "</time> Eastern</span>" in table
    assert "hypertension@1" not in hers + table
    waiting = nurse.get(f"/console/cases/{late.id}").text
    assert "that is too long." in waiting
    assert "clinician on duty" not in waiting
