"""A page that reaches nobody: the second route, through all processes and the sandbox."""

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import select

from gateway.escalations import Alarm, Escalation
from gateway.journal import JournalLine
from tests.signed_in import console, hidden
from tests.telephone import Telephone
from tests.town import Town

NP, MD = "+15005550190", "+15005550191"


@pytest.fixture(autouse=True)
def awake(town: Town) -> None:
    """Whoever is on call picks up."""
    for number in (NP, MD):
        Telephone(town, number).is_set_to("answers")


def rung(town: Town) -> list[str]:
    """Who was rung, in order."""
    calls = [(call["at"], who) for who in (NP, MD) for call in Telephone(town, who).calls()]
    return [who for _, who in sorted(calls)]


def alarms_of(town: Town, case: Escalation) -> list[str]:
    up = select(Alarm).where(Alarm.case_id == case.id, Alarm.cleared_at.is_(None))
    return [alarm.what for alarm in town.rows(up)]


def case_of(town: Town, sid: str) -> Escalation:
    query = select(Escalation).where(Escalation.message_sid == sid)
    return town.eventually(lambda: town.rows(query), "the case is open")[0]


def take(town: Town, case: Escalation) -> None:
    """So that no later story hears this case's calls."""
    with closing(console(town, "clinician")) as clinician:
        token = hidden(clinician.get("/console").text)["csrf"]
        clinician.post(f"/console/cases/{case.id}/acknowledge", data={"csrf": token})
    town.eventually(
        lambda: town.rows(select(Escalation).where(Escalation.id == case.id))[0].state != "open",
        "somebody has it",
    )


def test_a_page_nobody_acknowledges_reaches_the_nurse_then_the_physician_by_telephone(
    town: Town,
) -> None:
    carmen = town.patient("es")
    before = len(rung(town))
    sid = town.text(carmen.phone, "191/111")
    incident = town.incident(sid)
    case = case_of(town, sid)
    town.eventually(
        lambda: town.rows(select(Escalation).where(Escalation.id == case.id))[0].echoed_at,
        "PagerDuty says that the incident exists",
    )
    town.move_clock(minutes=5)
    town.eventually(lambda: rung(town)[before:] == [NP], "the nurse's phone rings")
    assert alarms_of(town, case) == ["page_unacknowledged"]
    Telephone(town, NP).hears("Press 1")
    Telephone(town, NP).hangs_up()  # she has listened, and pressed nothing
    town.eventually(lambda: rung(town)[before:] == [NP, MD], "the physician's phone rings")

    told = Telephone(town, MD).hears("has not been answered")
    assert carmen.given_name.lower() not in told.lower()
    with closing(console(town, "clinician")) as clinician:
        assert "Nobody has acknowledged a page in time." in clinician.get("/console").text
    town.sandbox("POST", f"/incidents/{incident['id']}/acknowledge")
    town.eventually(
        lambda: town.rows(select(Escalation).where(Escalation.id == case.id))[0].acknowledged_by,
        "PagerDuty says who has it",
    )
    town.move_clock(minutes=30)
    assert rung(town)[before:] == [NP, MD]


def test_who_presses_1_has_it_and_nobody_else_is_called(town: Town) -> None:
    patient = town.patient("es")
    before = len(rung(town))
    town.fault("pagerduty", "key_revoked")
    case = case_of(town, town.text(patient.phone, "191/112"))
    nurse = Telephone(town, NP)
    town.eventually(lambda: rung(town)[before:] == [NP], "the nurse's phone rings")
    nurse.hears("Press 1 to say that you have it.")
    nurse.keys("1")
    nurse.hears("Nobody else is called now")
    nurse.ends()
    town.move_clock(minutes=12)

    [said] = town.rows(select(JournalLine).where(JournalLine.event == "on_call_has_it"))
    assert (said.subject_id, said.by) == (case.id, "Nurse practitioner on call")
    assert town.rows(select(Escalation).where(Escalation.id == case.id))[0].state == "open"
    assert "page_refused" in alarms_of(town, case)
    with closing(console(town, "clinician")) as clinician:
        page = clinician.get(f"/console/cases/{case.id}/why").text
    assert "pressed 1" in page
    assert rung(town)[before:] == [NP]
    take(town, case)


@pytest.mark.parametrize(
    ("fault", "more", "what"),
    [
        ("silent", {}, "page_not_echoed"),
        ("callback_lost", {}, "page_not_echoed"),
        ("429", {"retry_after": 30}, "page_not_taken"),
        ("down", {}, "page_not_taken"),
        ("key_revoked", {}, "page_refused"),
    ],
)
def test_whatever_keeps_pagerduty_from_paging_the_telephone_rings(
    town: Town, fault: str, more: Any, what: str
) -> None:
    patient = town.patient("es")
    before = len(rung(town))
    town.fault("pagerduty", fault, **more)
    sid = town.text(patient.phone, "192/112")
    case = case_of(town, sid)
    town.eventually(
        lambda: town.rows(
            select(JournalLine).where(
                JournalLine.subject_id == case.id,
                JournalLine.event.in_(("case_opened", "paged")),
            )
        ),
        "the page is on its way",
    )
    if fault in ("silent", "callback_lost"):
        query = select(Escalation).where(Escalation.id == case.id)
        town.eventually(lambda: town.rows(query)[0].paged_at, "PagerDuty took the page")
    if what != "page_refused":
        town.move_clock(seconds=61)

    town.eventually(lambda: NP in rung(town)[before:], "the telephone rings", 60)
    assert what in alarms_of(town, case)
    take(town, case)


def test_a_red_banner_stands_on_every_page_until_a_person_clears_it(town: Town) -> None:
    patient = town.patient("es")
    town.fault("pagerduty", "key_revoked")
    case = case_of(town, town.text(patient.phone, "193/113"))
    town.eventually(lambda: alarms_of(town, case), "the banner is up")
    take(town, case)

    with closing(console(town, "nurse")) as nurse:
        for path in ("/console", "/console/tasks", f"/console/cases/{case.id}"):
            assert "PagerDuty refuses our pages." in nurse.get(path).text
        [alarm] = town.rows(select(Alarm).where(Alarm.case_id == case.id))
        token = hidden(nurse.get("/console").text)["csrf"]
        nurse.post(f"/console/alarms/{alarm.id}/clear", data={"csrf": token})
    assert alarms_of(town, case) == []
    assert town.rows(select(Alarm).where(Alarm.id == alarm.id))[0].cleared_by == "nurse"
