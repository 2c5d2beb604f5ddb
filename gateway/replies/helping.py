"""Help with a device at home: a few things to try, one at a time, then a person."""

from typing import Any

from sqlalchemy import select

from gateway import check_ins, tasks
from gateway.check_ins.tables import CheckIn
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing

DEVICES = ("bp", "glucose", "weight")
MISSING = "device_missing"
STEP = "device_step_"


def help_with_device(heard: Hearing) -> dict[str, Any]:
    """The next thing to try, asking for the number again; after the last of them a person helps.

    What is lost, broken, never came or does not fit cannot be tried: a person at once. So it is
    while a person has this device's trouble already, and when no check-in waits for its number.
    """
    about = _owed(heard)
    if heard.told.get("reason") == MISSING:
        return _to_person(heard, about, f"{MISSING}_{about.kind}" if about else MISSING, MISSING)
    if about is None:
        heard.queue("request", "device_problem")
        return {"outcome": "device_problem"}
    if _known(heard, about.kind):
        return _to_person(heard, about, "", "device_known")
    step = _steps_given(heard, about) + 1
    if heard.words and heard.may_text and step <= heard.words.steps(about.kind):
        return {"outcome": f"{STEP}{step}", "context": about.kind}
    return _to_person(heard, about, f"device_{about.kind}", "device_person")


def _owed(heard: Hearing) -> CheckIn | None:
    """The open check-in that waits for the number of the device she speaks of."""
    named = heard.told.get("device")
    about = heard.fitting(*([named] if named else DEVICES))
    return None if about and about.id in heard.closes else about


def _to_person(heard: Hearing, about: CheckIn | None, why: str, outcome: str) -> dict[str, Any]:
    """Nothing more is asked in this episode: she cannot measure, and somebody knows it."""
    if why:
        heard.queue("request", why)
    if about is None:
        return {"outcome": outcome}
    heard.asked_back = about
    check_ins.to_person(heard.session, about, now=heard.now)
    return {"outcome": outcome, "context": about.kind}


def _known(heard: Hearing, kind: str) -> bool:
    """A person was asked about this device before and has not yet said it is done."""
    waiting = tasks.open_tasks(heard.session, patient_id=heard.patient.id, kind="request")
    return any(task.why in (f"device_{kind}", f"{MISSING}_{kind}") for task in waiting)


def _steps_given(heard: Hearing, about: CheckIn) -> int:
    since = select(Interpretation).where(
        Interpretation.patient_id == heard.patient.id,
        Interpretation.act == "device_problem",
        Interpretation.at >= (about.asked_at or about.due_at),
    )
    told = [before.outcome for before in heard.session.scalars(since)]
    return sum(
        str(outcome["outcome"]).startswith(STEP) and outcome["context"] == about.kind
        for outcome in told
    )
