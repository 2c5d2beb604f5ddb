"""Pausing a patient's questions for a stay in hospital or a holiday, always with an end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.check_ins.course import OPEN
from gateway.check_ins.episodes import close, locked_of
from gateway.check_ins.tables import Pause
from gateway.cohort import Patient, local
from gateway.errors import ClinicError

WHYS = ("hospital", "holiday", "other")
LONGEST = timedelta(days=92)
"""Longer than a season nobody should be left out without a person deciding it anew."""


class BadPause(ClinicError):
    status = 422
    code = "bad_pause"
    next_step = f"Choose a day after today and at most {LONGEST.days} days away."


def pause(
    session: Session,
    patient: Patient,
    why: str,
    ends_on: date,
    *,
    by: str,
    now: datetime,
    starts_on: date | None = None,
) -> Pause:
    """Ask nothing from `starts_on` (today) until the morning of `ends_on`, by her calendar.

    What was asked and waits is taken back; a reply that is being read is kept all the same. A
    later pause takes the place of an earlier one.

    Raises:
        BadPause: the days are in the past, the wrong way round or too far, or `why` is unknown.
    """
    today = local(patient, now).date()
    first = max(starts_on or today, today)
    if why not in WHYS or not first < ends_on <= today + LONGEST:
        raise BadPause(f"A pause from {first} until {ends_on} ({why}) cannot be meant.")
    _end(session, patient, by, now)
    made = Pause(
        patient_id=patient.id,
        why=why,
        starts_on=str(first),
        ends_on=str(ends_on),
        made_at=now,
        made_by=by,
    )
    session.add(made)
    _tell(session, "check_ins_paused", patient, by, now, why=why, until=str(ends_on))
    if first == today:
        for check_in in locked_of(session, patient.id, (*OPEN, "due")):
            if check_in.state != "held":
                close(session, check_in, "paused", now)
    return made


def resume(session: Session, patient: Patient, *, by: str, now: datetime) -> bool:
    """End her pause now; whether there was one. Nothing of the paused days is asked later."""
    ended = _end(session, patient, by, now)
    if ended:
        _tell(session, "check_ins_resumed", patient, by, now)
    return ended


def paused(session: Session, patient: Patient, at: datetime) -> Pause | None:
    """The pause she is in at `at`, by her own calendar."""
    return on_day(pauses_of(session, [patient.id])[patient.id], patient, at)


def pauses_of(session: Session, patient_ids: Collection[str]) -> Mapping[str, list[Pause]]:
    """The pauses that nobody ended, past ones and those to come too, by patient, latest first."""
    found: defaultdict[str, list[Pause]] = defaultdict(list)
    theirs = select(Pause).where(Pause.patient_id.in_(patient_ids), Pause.ended_at.is_(None))
    for pause in session.scalars(theirs.order_by(Pause.made_at.desc())):
        found[pause.patient_id].append(pause)
    return found


def on_day(pauses: Iterable[Pause], patient: Patient, at: datetime) -> Pause | None:
    """The first of her pauses that holds at `at`, by her own calendar."""
    day = str(local(patient, at).date())
    return next((one for one in pauses if one.starts_on <= day < one.ends_on), None)


def planned(session: Session, patient: Patient, now: datetime) -> Pause | None:
    """The pause she is in or that is still to come."""
    day = str(local(patient, now).date())
    hers = _standing(patient).where(Pause.ends_on > day)
    return session.scalar(hers.order_by(Pause.starts_on).limit(1))


def _standing(patient: Patient) -> Select[Pause]:
    return select(Pause).where(Pause.patient_id == patient.id, Pause.ended_at.is_(None))


def _end(session: Session, patient: Patient, by: str, now: datetime) -> bool:
    day = str(local(patient, now).date())
    standing = _standing(patient).where(Pause.ends_on > day).with_for_update()
    found = session.scalars(standing).all()
    for one in found:
        one.ended_at, one.ended_by = now, by
    session.flush()
    return bool(found)


def _tell(
    session: Session, event: str, patient: Patient, by: str, now: datetime, **detail: str
) -> None:
    journal.write(session, event, patient.id, now=now, patient_id=patient.id, by=by, **detail)
