"""How urgent patients are, as it stands."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.triage import Triage
from gateway.triage.rulebook import LEVELS


def ranks(session: Session) -> dict[str, int]:
    """patient id -> 0 (urgent) to 3 (stable), for everybody who has been worked out."""
    standing = select(Triage.patient_id, Triage.level).where(Triage.ended_at.is_(None))
    return {id_: LEVELS.index(level) for id_, level in session.execute(standing)}


def triages(session: Session, ids: Sequence[str]) -> dict[str, Triage]:
    mine = select(Triage).where(Triage.patient_id.in_(ids), Triage.ended_at.is_(None))
    return {row.patient_id: row for row in session.scalars(mine)}
