"""Days that drift end in a row of the queue; triage changes the list of patients and says why."""

import re
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from sqlalchemy import select

from gateway.cohort.tables import Patient
from gateway.escalations import Escalation
from gateway.tasks.tables import Task
from tests.signed_in import console, hidden, plain
from tests.town import Town

RISING = "Look at readings that rise from day to day"


@pytest.fixture
def nurse(town: Town) -> Iterator[httpx.Client]:
    with closing(console(town, "nurse")) as signed_in:
        yield signed_in


def row_of(nurse: httpx.Client, patient: Patient) -> str:
    """Her row of the list of patients, as it reads."""
    pages = [nurse.get("/console", params={"number": number}).text for number in (1, 2)]
    rows = re.findall(r"<tr .*?</tr>", " ".join(pages), re.DOTALL)
    return next((plain(row) for row in rows if f"p-{patient.id}" in row), "")


def reads(town: Town, nurse: httpx.Client, patient: Patient, words: str) -> str:
    return town.eventually(
        lambda: row_of(nurse, patient) if words in row_of(nurse, patient) else "",
        f"her row says {words!r} (it says {row_of(nurse, patient)!r})",
    )


def test_a_pressure_that_rises_three_days_long_is_a_row_that_a_note_ends(
    town: Town, nurse: httpx.Client
) -> None:
    rosa = town.patient("es")
    for day, pressure in enumerate(("122/80", "131/80", "140/80")):
        if day:
            town.move_clock(hours=24)
        town.text(rosa.phone, pressure)
        town.hears(rosa.phone, f"Anoté {pressure}")

    [task] = town.eventually(
        lambda: town.rows(select(Task).where(Task.patient_id == rosa.id, Task.kind == "trend")),
        "the drift is a task",
    )
    assert town.rows(select(Escalation).where(Escalation.patient_id == rosa.id)) == []
    html = nurse.get("/console/tasks").text
    shown = plain(html)
    assert RISING in shown
    assert f"{rosa.given_name} {rosa.family_name}" in shown
    for reading in ("122/80", "131/80", "140/80"):
        assert reading in shown
    reads(town, nurse, rosa, "Elevated Readings drift upwards")

    said = {"csrf": hidden(html)["csrf"], "note": "Called her: a cold, no new pills."}
    nurse.post(f"/console/tasks/{task.id}/done", data=said)
    assert town.rows(select(Task.state).where(Task.id == task.id)) == ["done"]
    town.eventually(
        lambda: any("a cold, no new pills" in note["text"] for note in town.notes(rosa)),
        "the note is in the chart",
    )


def test_triage_changes_with_what_she_says_and_the_list_says_why(
    town: Town, nurse: httpx.Client
) -> None:
    walter = town.patient("en")
    town.ask_now(walter, "adherence")
    town.text(walter.phone, "no")
    elevated = reads(town, nurse, walter, "Medicines not taken once or twice")
    assert "Triage: Elevated" in elevated

    sid = town.text(walter.phone, "192/112")
    town.incident(sid)
    urgent = reads(town, nurse, walter, "A critical case is open")
    assert "Triage: Urgent" in urgent
