"""A panel on the evening before its first day, with what will go wrong."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.rehearsal.people import AWAY_FROM, AWAY_UNTIL, Person
from benchmarks.rehearsal.trouble import FORTNIGHT, at, trouble
from benchmarks.rehearsal.world import VirtualClock, World
from gateway import check_ins, cohort, consent, tasks
from gateway.check_ins import CheckInRules, Schedule
from gateway.cohort import Patient
from gateway.inbox import InboundMessage
from gateway.inbox.again import again
from gateway.migrations import migrate
from gateway.settings import Settings
from gateway.wiring import wire


def prepare(
    begun: date,
    url: str,
    panel: Sequence[Person],
    seed: int,
    days: int = FORTNIGHT,
    *,
    by_hand: bool = True,
) -> World:
    """Everybody enrolled in an empty database at `url`."""
    wiring = wire(Settings(database_url=url), VirtualClock(at(begun, 0)))
    migrate(wiring.db)
    people = {person.id: person for person in panel}
    world = World(wiring, people, seed, begun, trouble(begun, days))
    with world.db.transaction() as session:
        for person in people.values():
            enroll(session, person, wiring.check_in_rules, now=world.clock.at)
            agree(session, person, wiring.check_in_rules, now=world.clock.at)
    for person in people.values():
        if person.habit == "away":
            world.soon(at(begun + timedelta(days=AWAY_FROM), 12), _pausing(world, person.id))
    for day in range(days if by_hand else 0):
        world.soon(at(begun + timedelta(days=day), 13), _reading_by_hand(world))
    return world


def _reading_by_hand(world: World) -> Callable[[], None]:
    """The care manager's hour: what the model could not read is sent through once more."""

    def act() -> None:
        given = select(InboundMessage.sid).where(InboundMessage.state == "person")
        with world.db.transaction() as session:
            for sid in session.scalars(given.order_by(InboundMessage.id)).all():
                again(session, sid, "nora", world.clock.at)
            for task in tasks.open_tasks(session, kind="reply_not_processed", limit=10_000):
                tasks.done(session, task, "nora", world.clock.at)

    return act


def enroll(session: Session, person: Person, rules: CheckInRules, *, now: datetime) -> None:
    """In the programme, with the practice's schedules."""
    patient = Patient(
        id=person.id, fhir_id=person.id, given_name=f"Given{person.number}",
        family_name="Invented", phone=person.phone, language=person.language,
        timezone=person.timezone, conditions=person.conditions, care_manager="Nora Bell",
        enrolled_at=now,
    )  # fmt: skip
    session.add(patient)
    session.flush()
    consent.start(session, person.phone, source="enrollment", now=now)
    check_ins.enroll(session, patient, rules, now=now)


def agree(session: Session, person: Person, rules: CheckInRules, *, now: datetime) -> None:
    """Her care plan instead of the practice's: what it has once a week, on its day."""
    daily = select(Schedule).where(Schedule.patient_id == person.id, Schedule.cadence == "daily")
    for mine in session.scalars(daily).all():
        on, at = person.weekday(mine.kind), mine.local_time
        if on is not None:
            check_ins.plan(session, mine, "weekly", on, at, rules, by="nora", now=now)


def _pausing(world: World, patient_id: str) -> Callable[[], None]:
    """A nurse learns that the patient is in hospital."""

    def act() -> None:
        back = world.begun + timedelta(days=AWAY_UNTIL)
        with world.db.transaction() as session:
            patient = cohort.enrolled(session, patient_id)
            check_ins.pause(session, patient, "hospital", back, by="nora", now=world.clock.at)

    return act
