"""By what a reading is judged, and how it is judged again from what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import protocols
from gateway.cohort.tables import Patient
from gateway.protocols import Consulted, Earlier, Rulebook, Verdict, Vital, targets_of
from gateway.protocols.judge import Band
from gateway.readings.history import as_earlier, readings_before
from gateway.readings.tables import Reading

A_DAY = timedelta(days=1)
"""Days of her calendar reach further back than as many times 24 hours."""


@dataclass(frozen=True)
class Grounds:
    """All that judged a reading: the protocols, her own bands, and the earlier readings compared.

    `exact`: kept with the reading. Otherwise it is from before grounds were kept, and what can be
    found of that time is shown: `consulted` is then empty where no text of its version is left.
    """

    consulted: Sequence[Consulted]
    vital: Vital
    targets: Mapping[str, Band]
    earlier: Sequence[Reading]
    taken_at: datetime
    patient: Patient | None
    exact: bool

    @property
    def history(self) -> list[Earlier]:
        return [as_earlier(reading, self.taken_at, self.patient) for reading in self.earlier]


def judged(
    session: Session,
    patient: Patient | None,
    vital: Vital,
    values: Mapping[str, float],
    rules: Rulebook,
    *,
    taken_at: datetime,
    now: datetime,
) -> Verdict:
    """The verdict, with the grounds to be kept; without a patient only what is critical in all."""
    consulted = rules.consulted(patient.conditions if patient else (), vital.key)
    back = protocols.looks_back(consulted)
    of = vital.key, taken_at, back + A_DAY
    found = readings_before(session, patient.id, *of) if patient and back else []
    targets = targets_of(session, patient.id, vital.key) if patient else {}
    history = [as_earlier(reading, taken_at, patient) for reading in found]
    verdict = protocols.judge_by(consulted, values, history, targets)
    reach = taken_at - back
    grounds: dict[str, Any] = {
        "at": now.isoformat(),
        "rules": protocols.keep(session, consulted, vital, now=now),
        "only_critical": any(one.only_critical for one in consulted),
        "targets": {part: list(band) for part, band in targets.items()},
        "earlier": [reading.id for reading in found if reading.taken_at >= reach],
    }
    return replace(verdict, grounds=grounds)


def grounds_of(
    session: Session,
    patient: Patient | None,
    kept: Mapping[str, Any],
    vital: Vital,
    taken_at: datetime,
) -> Grounds:
    """The grounds as they were kept by `judged`."""
    texts = protocols.kept(session, kept["rules"])
    ids = list(kept["earlier"])
    rows = {row.id: row for row in session.scalars(select(Reading).where(Reading.id.in_(ids)))}
    return Grounds(
        consulted=[Consulted(text, kept["only_critical"]) for text, _ in texts],
        vital=texts[0][1] if texts else vital,
        targets={part: (low, high) for part, (low, high) in kept["targets"].items()},
        earlier=[rows[id_] for id_ in ids if id_ in rows],
        taken_at=taken_at,
        patient=patient,
        exact=True,
    )


def grounds_then(session: Session, patient: Patient, reading: Reading, rules: Rulebook) -> Grounds:
    """What can be found of a reading from before its grounds were kept.

    The protocol of its version, if its text was kept or is still in force; the bands of that day;
    the earlier readings that count now.
    """
    vital = rules.vital(reading.vital)
    text = protocols.kept_as(session, reading.protocol_version)
    today = [p for p in rules.protocols if p.label == reading.protocol_version]
    texts = [text[0]] if text else today
    consulted = [Consulted(found) for found in texts]
    reach = reading.taken_at - protocols.looks_back(consulted)
    before = readings_before(session, reading.patient_id, reading.vital, reading.taken_at)
    return Grounds(
        consulted=consulted,
        vital=vital,
        targets=protocols.targets_at(session, reading.patient_id, vital.key, reading.taken_at),
        earlier=[row for row in before if row.taken_at >= reach],
        taken_at=reading.taken_at,
        patient=patient,
        exact=False,
    )
