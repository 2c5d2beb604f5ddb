"""Whatever happens to a case, in whatever order: no danger is lost, and all three sides agree."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from gateway import escalations
from gateway.cohort import Patient
from gateway.db import Base, Database
from gateway.escalations import Alarm, Escalation
from gateway.escalations.course import BY_ITSELF, CLOCKS, COURSE, leads_to
from gateway.escalations.tables import EarlierPage
from gateway.timers import Timer
from gateway.vendors.delivery import Later
from tests.care.pager import Pager
from tests.care.paging import abnormal, page
from tests.clinic import Clinic

PEOPLE = {"Dr. Lee", "nora.bell"}
Event = tuple[str, int]


class Ward:
    """One patient, whose readings, clinicians and vendors do what they like."""

    def __init__(self, db: Database) -> None:
        with db.transaction() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
        self.clinic = Clinic(db)
        self.rosa = self.clinic.enroll()
        self.pager = Pager(self.clinic)
        self.sids = 0

    def happens(self, event: Event) -> None:
        name, number = event
        self.clinic.clock.advance(seconds=2)
        EVENTS[name](self, number)
        self.pager.settle()
        self.holds()

    def sid(self) -> str:
        self.sids += 1
        return f"SM{self.sids}"

    def cases(self) -> list[Escalation]:
        return self.clinic.all(Escalation)

    def newest(self) -> Escalation | None:
        return max(self.cases(), key=lambda case: case.opened_at, default=None)

    def holds(self) -> None:
        """What must be true at every moment."""
        timers = {timer.key for timer in self.clinic.all(Timer)}
        alarms = {alarm.case_id for alarm in self.clinic.all(Alarm)}
        for case in self.cases():
            running = {clock for clock in CLOCKS if f"{clock}:{case.id}" in timers}
            if case.state == "open":
                assert running & {"ack_window", "ring"} or case.tier == "abnormal"
                late = self.clinic.now >= case.waits_from + timedelta(minutes=30)
                assert not late or case.id in alarms, "late, and nobody is told"
            else:
                assert not running, "a clock runs after its end"
            if case.state == "closed" and case.tier == "critical":
                assert case.closed_by in PEOPLE, "closed without a clinician"

    def agrees(self) -> None:
        """Once everything is told, nobody is woken for what is over, and somebody for what is not.

        An incident that PagerDuty ends at once, again and again, is left to the telephone.
        """
        self.clinic.trouble.clear()
        self.clinic.wait(minutes=2)
        self.pager.settle()
        for _ in range(3):
            self.pager.deliver_all()
            self.clinic.wait(minutes=1)
            self.pager.settle()
        with_telephone = {alarm.case_id for alarm in self.clinic.all(Alarm)}
        for case in self.cases():
            state = self.pager.incidents.get(case.dedup_key)
            if case.state == "open":
                assert state in ("triggered", "acknowledged") or case.id in with_telephone
            elif case.state == "acknowledged":
                assert state != "triggered"
            else:
                assert state in (None, "resolved")
        earlier = self.clinic.look(lambda s: s.scalars(select(EarlierPage.dedup_key)).all())
        assert {self.pager.incidents.get(key, "resolved") for key in earlier} <= {"resolved"}


def _reading(ward: Ward, number: int) -> None:
    rule = ("systolic above 180", "diastolic at least 120")[number % 2]
    page(ward.clinic, ward.rosa, ward.sid(), beyond={rule: number % 20})


def _abnormal(ward: Ward, number: int) -> None:
    abnormal(ward.clinic, ward.rosa, ward.sid(), beyond={"systolic above 140": number % 20})


def _words(ward: Ward, number: int) -> None:
    family = ("chest_pain", "stroke")[number % 2]
    more = {"cause": "red_flag", "vital": None, "beyond": {family: 0}}
    page(ward.clinic, ward.rosa, ward.sid(), **more)


def _again(ward: Ward, number: int) -> None:
    """The turn finds what the safety net has found."""
    if ward.sids:
        page(ward.clinic, ward.rosa, f"SM{number % ward.sids + 1}", reading_id="r")


def _in_range(ward: Ward, number: int) -> None:
    ward.clinic.do(escalations.close_abnormal, ward.rosa, "blood_pressure")


def _in_console(act: Callable[..., None]) -> Callable[[Ward, int], None]:
    def acts(ward: Ward, number: int) -> None:
        if case := ward.newest():
            ward.clinic.do(lambda s, now: act(s, s.get(Escalation, case.id), "nora.bell", now))

    return acts


def _in_pagerduty(event: str, *, person: bool = True) -> Callable[[Ward, int], None]:
    return lambda ward, number: ward.pager.by(number, event, person=person)


def _corrected(ward: Ward, number: int) -> None:
    sid = f"SM{number % (ward.sids or 1) + 1}"
    more = {"readings": ["r"], "messages": [sid], "words": "from 190 to 130", "key": ward.sid()}
    ward.clinic.do(escalations.corrected, ward.clinic.one(Patient), **more)


def _time(ward: Ward, number: int) -> None:
    ward.clinic.live_for(seconds=30 * (number % 24 + 1))


def _hours(ward: Ward, number: int) -> None:
    ward.clinic.wait(hours=number % 9 + 1)


def _down(ward: Ward, number: int) -> None:
    ward.clinic.trouble["page"] = [Later(None, "429", alarm=number % 3 == 0)] * (number % 5 + 1)


EVENTS: dict[str, Callable[[Ward, int], None]] = {
    "a critical reading": _reading,
    "an abnormal reading": _abnormal,
    "words of danger": _words,
    "the same found again": _again,
    "a reading in range": _in_range,
    "a correction": _corrected,
    "acknowledged in the console": _in_console(escalations.acknowledge),
    "closed in the console": _in_console(escalations.close),
    "acknowledged in PagerDuty": _in_pagerduty("acknowledged"),
    "resolved in PagerDuty": _in_pagerduty("resolved"),
    "reopened in PagerDuty": _in_pagerduty("reopened"),
    "resolved by itself": _in_pagerduty("resolved", person=False),
    "let go by itself": _in_pagerduty("unacknowledged", person=False),
    "a webhook arrives": lambda ward, number: ward.pager.deliver(number),
    "a webhook arrives twice": lambda ward, number: ward.pager.deliver(number, twice=True),
    "minutes pass": _time,
    "hours pass": _hours,
    "PagerDuty is down": _down,
}


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    events=st.lists(
        st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 100)), min_size=5, max_size=18
    )
)
def test_after_any_order_of_events_nothing_is_lost_and_all_sides_agree(
    db: Database, events: list[Event]
) -> None:
    ward = Ward(db)
    for event in events:
        ward.happens(event)
    ward.agrees()


def test_every_state_has_a_way_out_that_a_person_can_take() -> None:
    for tier in ("critical", "abnormal"):
        for state in ("open", "acknowledged"):
            assert leads_to(state, "closed", tier) == "closed"


def test_nothing_but_a_person_ends_a_critical_case() -> None:
    by_itself = set(BY_ITSELF) | {"worse", "unanswered", "lost", "let_go", "left"}
    for state, event in COURSE:
        if event in by_itself:
            assert leads_to(state, event, "critical") != "closed"
