"""What must be true after two weeks, by what patients, the nurse and the vendors have seen.

Only the last two look into the product's tables: what it says of itself must agree.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from benchmarks.rehearsal.diary import FEW, Diary, diaries, ladder, manners
from benchmarks.rehearsal.people import AWAY_FROM, AWAY_UNTIL, TOO_HIGH, Person
from benchmarks.rehearsal.trouble import at as hour_of
from benchmarks.rehearsal.world import World, Written
from gateway import cohort
from gateway.check_ins import CheckIn, Question
from gateway.check_ins.course import ENDED
from gateway.check_ins.episodes import WINDOW
from gateway.inbox import InboundMessage
from gateway.outbox.tables import Letter
from gateway.tasks import Task
from gateway.timers import Timer

WAKES = timedelta(minutes=5)
"""By then somebody must have learned of a dangerous value, whatever is down but the worker."""
IN_FLIGHT = timedelta(hours=1)


def faults(world: World) -> Iterator[str]:
    """Every sentence is something that must not have happened; none is a good rehearsal."""
    yield from pages(world)
    for diary in diaries(world, world.clock.at, hour_of(world.begun, 0)):
        yield from asked_at_her_hour(world, diary)
        yield from ladder(diary)
        yield from manners(diary)
    yield from charted(world)
    yield from world.poisoned
    yield from _left_over(world)
    yield from _day_three(world)


def alarming(text: Written) -> bool:
    """Whether a clinician must hear of it, by the upper number as she wrote it."""
    top, _, bottom = text.body.partition("/")
    return bottom.isdecimal() and int(top) > TOO_HIGH


def pages(world: World) -> Iterator[str]:
    """Each dangerous value wakes the nurse once and in time, and nothing else does."""
    wrong = [text for text in world.written if alarming(text)]
    for text in wrong:
        dark = world.trouble.dark
        since = dark.last if dark.covers(text.at) else text.at
        saw = world.pager.saw.get(text.sid, [])
        if not saw and since + WAKES < world.clock.at:
            yield f"a page was missed: {text.body} of {text.at}"
        elif saw and saw[0][0] > since + WAKES:
            yield f"a page came {saw[0][0] - since} late"
        if sum(how == "page" for _, how in saw) > 1:
            yield "a page was doubled"
    if len(world.pager.incidents) > len(wrong):
        yield f"{len(world.pager.incidents) - len(wrong)} pages about nothing"
    if false := world.pager.saw.keys() - {text.sid for text in wrong}:
        yield f"{len(false)} false alarms"


def charted(world: World) -> Iterator[str]:
    """Every text that left and every text that came is in the chart, once."""
    numbers = Counter(number for number, _, _ in world.chart.filed)
    if twice := sum(times > 1 for times in numbers.values()):
        yield f"{twice} notes were filed twice"
    out = _notes(world, "outbound")
    yield from _agree(world, "texts to patients", out, world.phones.texts)
    read = _notes(world, "message", "reading")
    yield from _agree(world, "texts of patients", read, world.written)


def _notes(world: World, *kinds: str) -> Counter[str]:
    return Counter(patient for _, patient, kind in world.chart.filed if kind in kinds)


def _agree(world: World, what: str, notes: Counter[str], rows: list) -> Iterator[str]:
    """What went on in the last hour may still be on its way, longer while the chart is down."""
    until = world.clock.at - IN_FLIGHT
    if world.trouble.chartless.covers(until):
        until = world.trouble.chartless.first
    settled = Counter(row.person.id for row in rows if row.at < until)
    whole = Counter(row.person.id for row in rows)
    if missing := settled - notes:
        yield f"{missing.total()} {what} are not in the chart"
    if invented := notes - whole:
        yield f"{invented.total()} notes in the chart of {what} that never were"


def asked_at_her_hour(world: World, diary: Diary) -> Iterator[str]:
    """By her wall clock, through both clock changes, once a day; late only after an outage."""
    for kind, question in world.wiring.check_in_rules.questions.items():
        if not question.conditions & diary.person.conditions.keys():
            continue
        settled = diary.ended - question.late_after - FEW
        for number in range((diary.ended - diary.began).days + 1):
            day = world.begun + timedelta(days=number)
            agreed = diary.wall(day, question.at)
            due = _due(diary.person, kind, question, day)
            if not due and diary.asked(kind, day):
                yield f"{kind} was asked on {day}, which is not in her plan"
            if due and diary.began < agreed < settled:
                yield from _asked(diary, kind, day, agreed, question.late_after)


def _due(person: Person, kind: str, question: Question, day: date) -> bool:
    """Whether her care plan, or where it is silent the practice's, has the question on that day."""
    if question.cadence == "monthly":
        return day.day == question.on
    on = person.weekday(kind) if question.cadence == "daily" else question.on
    return on is None or day.weekday() == on


def _asked(
    diary: Diary, kind: str, day: date, agreed: datetime, late_after: timedelta
) -> Iterator[str]:
    came = diary.asked(kind, day)
    once = 2 if diary.person.habit == "switched_off" else 1  # out of reach is tried once more
    if len(came) > once:
        yield f"{kind} was asked {len(came)} times on {day}"
    away = diary.person.habit == "away" and AWAY_FROM <= (day - diary.begun).days < AWAY_UNTIL
    if away or diary.stopped <= agreed + FEW:
        return  # what must not come is looked at elsewhere
    slow = [s for s in diary.trouble.slow() if s.touches(agreed - FEW, agreed + FEW)]
    if not came and not any(span.last + FEW > agreed + late_after for span in slow):
        yield f"{kind} was not asked on {day} in {diary.person.timezone}"
    allowed = late_after if slow else timedelta(0)
    if came and not timedelta(0) <= came[0].at - agreed <= allowed + FEW:
        yield f"{kind} came {came[0].at - agreed} after her hour in {diary.person.timezone}, {day}"


def _left_over(world: World) -> Iterator[str]:
    """The product's own books: nothing waits for ever."""
    now = world.clock.at
    waits = InboundMessage.state.not_in(("handled", "person"))
    old = InboundMessage.received_at < now - IN_FLIGHT
    asked = {
        "texts were kept but not read": select(func.count()).where(waits, old),
        "timers are overdue": select(func.count()).where(Timer.due_at < now - timedelta(minutes=1)),
        "letters were given up": select(func.count()).where(Letter.state == "dead"),
    }
    with world.db.reading() as session:
        kept = session.scalar(select(func.count()).select_from(InboundMessage))
        for what, query in asked.items():
            if number := session.scalar(query):
                yield f"{number} {what}"
    if kept != len(world.written):
        yield f"of {len(world.written)} texts {kept} were kept"


def _day_three(world: World) -> Iterator[str]:
    """Three days on nothing waits any more, and silence ended on day three at eight: later only
    when she wrote of something else meanwhile, and never beyond 48 hours."""
    with world.db.reading() as session:
        check_ins = session.scalars(select(CheckIn)).all()
    for check_in in check_ins:
        if check_in.state not in ENDED and check_in.due_at < world.clock.at - timedelta(days=3):
            yield f"{check_in.kind} of {check_in.local_date} is {check_in.state} after three days"
        if check_in.why != "silence" or check_in.closed_at is None:
            continue
        zone = world.people[check_in.patient_id].timezone
        day = date.fromisoformat(check_in.local_date) + timedelta(days=2)
        due = cohort.moment(day, "08:00", zone)
        latest = max(due, (check_in.asked_at or due) + WINDOW)
        slow = any(span.touches(due - FEW, due) for span in world.trouble.slow())
        if not due - FEW <= check_in.closed_at <= latest + FEW and not slow:
            yield f"day three came at {check_in.closed_at}, not {due}"


def outcome(world: World) -> tuple[Counter[str], Counter[str], str]:
    """How check-ins ended, which tasks there are, and a print of all of it: same seed, same."""
    why = func.coalesce(CheckIn.why, "")
    ended = select(CheckIn.patient_id, CheckIn.kind, CheckIn.local_date, CheckIn.state, why)
    asked = select(func.coalesce(Task.patient_id, ""), Task.kind, Task.why, Task.state)
    with world.db.reading() as session:
        ends = sorted(tuple(row) for row in session.execute(ended))
        tasks = sorted(tuple(row) for row in session.execute(asked))
    texts = sorted(
        (left.person.id, left.what, left.kind, _day(left)) for left in world.phones.texts
    )
    wrote = {text.sid: text.person.id for text in world.written}  # sids are given as they come
    saw = sorted((wrote.get(sid, sid), len(times)) for sid, times in world.pager.saw.items())
    calls = sorted(number for number, _ in world.telephones.rung)
    told = repr((ends, tasks, texts, saw, calls, len(world.chart.numbers)))
    print_ = hashlib.sha256(told.encode()).hexdigest()[:12]
    how = Counter(end[4] or end[3] for end in ends)
    return how, Counter(kind for _, kind, _, _ in tasks), print_


def _day(left) -> str:
    return str(left.at.astimezone(ZoneInfo(left.person.timezone)).date())
