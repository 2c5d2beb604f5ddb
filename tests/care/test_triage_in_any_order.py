"""The same facts in any order are the same triage, and no level is without a way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from gateway import escalations, tasks, triage
from gateway.cohort import Patient
from gateway.db import Base, Database
from gateway.escalations import Escalation
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.triage import Triage
from gateway.triage.rulebook import LEVELS
from tests.care.paging import abnormal, page
from tests.care.test_triage import answers, opens
from tests.clinic import Clinic


@dataclass
class Story:
    """Facts about one patient that may come in any order, and what people can do about them."""

    clinic: Clinic
    rosa: Patient
    name: str

    def happens(self, fact: tuple[str, int]) -> None:
        kind, number = fact
        FACTS[kind](self, number)
        self.work_out()

    def work_out(self, **later: float) -> Triage:
        """As its timer does, without the letters that wait beside it."""
        now = self.clinic.now + timedelta(**later)
        with self.clinic.db.transaction() as session:
            rosa = session.get_one(Patient, self.rosa.id)
            triage.work_out(session, self.clinic.triaging, {rosa: ("e", "c")}, now=now)
            stands = triage.current(session, rosa.id)
        assert stands is not None
        return stands

    def sid(self, kind: str, number: int) -> str:
        return f"{self.name}-{kind}-{number}"

    def everything_is_seen_to(self) -> None:
        with self.clinic.db.transaction() as session:
            hers = select(Escalation).where(Escalation.patient_id == self.rosa.id)
            for case in session.scalars(hers).all():
                escalations.close(session, case, "Dr. Lee", self.clinic.now)
            mine = select(Task).where(Task.patient_id == self.rosa.id)
            for task in session.scalars(mine).all():
                tasks.done(session, task, "nurse", self.clinic.now, "seen")


def _task(kind: str, why: str) -> Callable[[Story, int], None]:
    def happens(story: Story, number: int) -> None:
        opens(story.clinic, story.rosa, kind, why, key=story.sid(why, number))

    return happens


def _answer(word: str) -> Callable[[Story, int], None]:
    """Of an hour of its own: which came later is part of the fact, not of the order of arrival."""

    def happens(story: Story, number: int) -> None:
        ago = timedelta(hours=12 * number + (6 if word == "yes" else 0))
        answers(story.clinic, story.rosa, word, story.sid(word, number), ago)

    return happens


def _case(story: Story, number: int) -> None:
    page(story.clinic, story.rosa, story.sid("case", number))


def _mild(story: Story, number: int) -> None:
    abnormal(story.clinic, story.rosa, story.sid("mild", number), vital="glucose")


FACTS: dict[str, Callable[[Story, int], None]] = {
    "a critical case": _case,
    "an abnormal case": _mild,
    "a symptom": _task("symptom", "new_symptom"),
    "a concern": _task("symptom", "concerns"),
    "a drift": _task("trend", "weight"),
    "a request": _task("request", "refill"),
    "a NO": _answer("no"),
    "a YES": _answer("yes"),
}
facts = st.sets(st.tuples(st.sampled_from(sorted(FACTS)), st.integers(0, 12)), max_size=6)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts.flatmap(lambda told: st.permutations(sorted(told))))
def test_the_same_facts_in_any_order_are_the_same_triage_and_every_level_has_a_way_out(
    db: Database, told: list[tuple[str, int]]
) -> None:
    with db.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
    clinic = Clinic(db)
    stories = [
        Story(clinic, clinic.enroll(name, phone=f"+1500555010{number}"), name)
        for number, name in enumerate(("Rosa", "Luz"))
    ]
    for story, order in zip(stories, (told, sorted(told)), strict=True):
        for fact in order:
            story.happens(fact)
    if told:
        one, other = (clinic.one(Triage, patient_id=s.rosa.id, ended_at=None) for s in stories)
        assert (one.level, one.rule, one.reason) == (other.level, other.rule, other.reason)
        assert one.level in LEVELS

    for story in stories:
        story.everything_is_seen_to()
        story.work_out()
        assert story.work_out(days=8).level == "routine"
    mornings = [timer.key for timer in clinic.all(Timer) if timer.key.endswith(":morning")]
    assert mornings == []
