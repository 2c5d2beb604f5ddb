"""Triage in the room: a word and a reason beside the colour, and urgent patients first."""

import re

from gateway.console.presenters.rows import Standing
from gateway.console.presenters.urgency import urgency
from gateway.triage import Triage
from gateway.triage.rulebook import LEVELS
from tests.console.conftest import Console
from tests.console.populated import NOW


def row(patient_id: str, level: str, reason: str) -> Triage:
    return Triage(
        patient_id=patient_id,
        level=level,
        rule="missed doses at least 3",
        reason=reason,
        version="practice@1",
        event="answer_kept",
        cause="a1",
        since=NOW,
        level_since=NOW,
        review_by=NOW,
    )


def test_the_list_and_the_page_say_how_urgent_in_a_word_with_its_reason(room: Console) -> None:
    calm = room.patients[-1]
    with room.db.transaction() as session:
        session.add(row(calm.id, "urgent", "Medicines not taken <three> times"))
    nurse = room.signed_in()
    shown = nurse.get("/console").text
    page = nurse.get(f"/console/patients/{calm.id}").text

    for text in (shown, page):
        assert "Triage: </span>Urgent" in text
        assert "Medicines not taken &lt;three&gt; times" in text
    assert "“missed doses at least 3”, triage of practice version 1" in page
    assert "Triage: </span>Routine" in shown, "for who has not been worked out"
    rows = re.findall(r'id="p-([0-9a-f]+)"', shown)
    critical = {case.patient_id for case in room.cases.values()}
    assert rows.index(calm.id) <= len(critical), "right after those with a critical case"


def test_worse_levels_stand_first_and_below_a_critical_case() -> None:
    by_level = [Standing(triage=LEVELS.index(level)) for level in LEVELS]
    standings = [Standing(critical_open=1), *by_level]

    assert sorted(reversed(standings), key=lambda one: one.rank) == standings


def test_what_is_late_says_so() -> None:
    found = urgency(row("p", "elevated", "x"), {"elevated": "Elevated"}, "UTC", now=NOW)
    assert (found.words, found.late) == ("Elevated", False)
