"""Which readings the patient has put right, and by which."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.presenters.corrections import Corrections
from gateway.readings.tables import Reading


def corrections(session: Session, readings: Iterable[Reading]) -> Corrections:
    """What became of these readings, to the end of every chain, and what they took the place of."""
    readings = list(readings)
    right_of: dict[str, Reading] = {}
    ids = {reading.id for reading in readings if reading.status != "final"}
    while ids:
        later = session.scalars(select(Reading).where(Reading.supersedes_id.in_(ids))).all()
        right_of |= {str(reading.supersedes_id): reading for reading in later}
        ids = {reading.id for reading in later if reading.status != "final"} - right_of.keys()
    replaced = {reading.supersedes_id for reading in readings if reading.supersedes_id}
    query = select(Reading).where(Reading.id.in_(replaced))
    wrong = {old.id: old for old in session.scalars(query)} if replaced else {}
    return Corrections(right_of, wrong)
