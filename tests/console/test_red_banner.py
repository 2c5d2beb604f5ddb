"""The red banner: on every page, until a person clears it; over real HTTP, on both databases."""

from gateway import escalations
from gateway.escalations.tables import Alarm
from tests.console.conftest import Console
from tests.console.populated import NOW

SAID = "Nobody has acknowledged a page in time."


def sound(room: Console) -> str:
    with room.db.transaction() as session:
        case = room.cases["rosa"]
        what, key = "page_unacknowledged", f"page_unacknowledged:{case.id}"
        return escalations.alarms.sound(session, what, key=key, now=NOW, case_id=case.id).id


def test_it_stands_on_every_page_and_says_what_to_do(room: Console) -> None:
    sound(room)
    nurse, operator = room.signed_in(), room.signed_in("operator")

    for path in ("/console", "/console/tasks", f"/console/cases/{room.cases['rosa'].id}"):
        page = nurse.get(path).text
        assert SAID in page
        assert "Call the clinician on duty now." in page
    operators = operator.get("/console/letters").text
    assert SAID in operators
    assert "/console/cases/" not in operators, "who may not see patients is led to none"


def test_an_open_page_fetches_it_without_being_loaded_anew(room: Console) -> None:
    nurse = room.signed_in()
    assert SAID not in nurse.get("/console/alarms").text

    sound(room)
    assert SAID in nurse.get("/console/alarms").text


def test_acknowledging_the_case_leaves_it_and_a_click_clears_it(room: Console) -> None:
    alarm, nurse = sound(room), room.signed_in()
    nurse.post(f"/console/cases/{room.cases['rosa'].id}/acknowledge")
    page = nurse.get("/console").text
    assert SAID in page
    assert "Somebody has the case by now." in page

    cleared = nurse.post(f"/console/alarms/{alarm}/clear")
    assert SAID not in cleared.text
    assert "That banner is cleared, with your name and the time." in cleared.text
    with room.db.reading() as session:
        assert session.get_one(Alarm, alarm).cleared_by == "nurse"


def test_a_form_of_another_sign_in_does_not_clear_it(room: Console) -> None:
    alarm, nurse = sound(room), room.signed_in()
    assert nurse.http.post(f"/console/alarms/{alarm}/clear", data={"csrf": "x"}).status_code == 403

    assert SAID in nurse.get("/console").text
