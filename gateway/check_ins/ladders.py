"""Reading protocols/ladders.yml, and which of its presets a patient has."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gateway import journal
from gateway.check_ins.paper import clock, naming
from gateway.check_ins.rungs import Ladder, Ladders, Rung
from gateway.check_ins.tables import LadderChoice
from gateway.cohort import Patient
from gateway.db import known
from gateway.errors import ClinicError
from gateway.escalations.rulebook import duration
from gateway.files import read_yaml


class UnknownLadder(ClinicError):
    status = 422
    code = "unknown_ladder"
    next_step = "Choose one of the presets of protocols/ladders.yml."


def read(path: Path) -> Ladders:
    """The presets of ladders.yml.

    Raises:
        BadRules: one has no question first or no task last, or is malformed.
    """
    written = read_yaml(path)
    with naming(path):
        version = written["version"]
        presets = {
            name: _ladder(name, version, preset) for name, preset in written["presets"].items()
        }
        if written["default"] not in presets:
            raise ValueError(f"the default {written['default']!r} is none of the presets")
        return Ladders(presets, str(written["default"]), duration(written["late_after"]))


def ladder_of(session: Session, patient: Patient, ladders: Ladders) -> Ladder:
    """The preset chosen for her, else the practice's default."""
    chosen = known(session, LadderChoice, patient.id)
    return ladders.named(chosen.preset if chosen else ladders.default)


def choose(
    session: Session, patient: Patient, preset: str, ladders: Ladders, *, by: str, now: datetime
) -> None:
    """Her preset from the next question on; a question that waits keeps the one it began with.

    Raises:
        UnknownLadder: ladders.yml has no such preset.
    """
    if preset not in ladders.presets:
        raise UnknownLadder(f"There is no preset {preset!r}.")
    chosen = session.get(LadderChoice, patient.id, with_for_update=True)
    before = chosen.preset if chosen else ladders.default
    if before == preset:
        return
    if chosen is None:
        chosen = LadderChoice(patient_id=patient.id)
        session.add(chosen)
    chosen.preset, chosen.chosen_at, chosen.chosen_by = preset, now, by
    session.flush()
    journal.write(
        session,
        "ladder_chosen",
        patient.id,
        now=now,
        patient_id=patient.id,
        by=by,
        before=before,
        after=preset,
    )


def _ladder(name: str, version: Any, written: dict[str, Any]) -> Ladder:
    rungs = tuple(_rung(rung) for rung in written["rungs"])
    if not rungs or rungs[0].do != "text" or rungs[0].wait != timedelta(0):
        raise ValueError(f"the first rung of {name} is the question: {{do: text, wait: 0 minutes}}")
    if rungs[-1].do != "task":
        raise ValueError(f"the last rung of {name} is a task: silence never just ends")
    return Ladder(f"{name}@{version}", rungs, str(written["label"]), str(written["means"]))


def _rung(written: dict[str, Any]) -> Rung:
    if written["do"] not in ("text", "call", "task"):
        raise ValueError(f"a rung can text, call or task, not {written['do']!r}")
    if "wait" in written:
        return Rung(written["do"], wait=duration(written["wait"]))
    return Rung(written["do"], at=clock(written["at"]), days=int(written["days"]))
