"""Invented patients: where they live, what they are asked, and how they answer."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ZONES = (
    ("America/New_York", 40),
    ("America/Chicago", 25),
    ("America/Denver", 10),
    ("America/Phoenix", 8),
    ("America/Los_Angeles", 12),
    ("America/Puerto_Rico", 3),
    ("Pacific/Honolulu", 2),
)
HABITS = (
    ("diligent", 55),
    ("forgetful", 17),
    ("silent", 6),
    ("late", 6),
    ("landline", 3),
    ("nobody", 2),
    ("switched_off", 3),
    ("stops", 3),
    ("away", 5),
)
"""Of a hundred patients. `late` answers on the next day, `away` is paused by a nurse."""
PLANS = (("everything daily", 5), ("one question a day", 35), ("once a week", 60))
"""Of a hundred care plans. What is not daily is asked on one weekday of hers, medicines too; the
symptoms every Monday and the call once a month are everybody's."""
EVERYTHING_DAILY = (("everything daily", 1),)
CONDITIONS = (("hypertension", "I10"), ("diabetes", "E11.9"), ("heart_failure", "I50.9"))
DAILY = {"hypertension": "bp", "diabetes": "glucose", "heart_failure": "weight"}
CODES = {"landline": "30006", "nobody": "30005", "switched_off": "30003"}
STOPS_ON, AWAY_FROM, AWAY_UNTIL = 5, 4, 9
"""Days of the rehearsal, the first being 0."""
ALARMING, TOO_HIGH = "196/80", 180
"""Of a pressure, the upper number: above it a clinician is paged."""
DANGEROUS = 0.03
"""The part of the pressures that page a clinician: more than anywhere, to rehearse pages."""
STEP = 5
"""Everybody acts on whole five minutes, so that the clock has fewer places to stop at."""


@dataclass(frozen=True)
class Person:
    """One patient; `number` also makes her telephone."""

    number: int
    habit: str
    timezone: str
    conditions: dict[str, str]
    language: str
    plan: str

    @property
    def id(self) -> str:
        return f"rehearsed-{self.number:05}"

    @property
    def phone(self) -> str:
        return f"+1500{self.number:07}"

    def weekday(self, kind: str) -> int | None:
        """Of a question that the practice asks daily: the day (Monday 0) on which her plan has it;
        None: every day."""
        first = DAILY[min(self.conditions)]
        daily = {"everything daily": True, "one question a day": kind == first}
        return None if daily.get(self.plan) else self.number % 7


@dataclass(frozen=True)
class Answer:
    """What she writes, and how long after the text."""

    body: str
    after: timedelta


Weighted = tuple[tuple[str, int], ...]


def panel(seed: int, count: int, plans: Weighted = PLANS) -> list[Person]:
    """`count` people; the same seed gives the same people."""
    dice = random.Random(f"panel {seed}")
    found = []
    for number in range(count):
        some = dice.sample(CONDITIONS, dice.choice((1, 1, 2, 3)))
        found.append(
            Person(
                number=number,
                habit=_drawn(dice, HABITS),
                timezone=_drawn(dice, ZONES),
                conditions=dict(sorted(some)),
                language=dice.choice(("en", "es")),
                plan=_drawn(dice, plans),
            )
        )
    return found


def answer(
    person: Person, seed: int, kind: str, day: date, begun: date, *, reminder: bool
) -> Answer | None:
    """What she does about one text of ours; the same for the same seed, in whatever order."""
    dice = random.Random(f"{seed} {person.number} {kind} {day} {reminder}")
    minutes = STEP * dice.randint(1, 18)
    if person.habit == "stops" and (day - begun).days >= STOPS_ON:
        return Answer("STOP", timedelta(minutes=minutes))
    if person.habit == "silent" or person.habit in CODES:
        return None
    if person.habit == "late":
        return None if reminder else Answer(_words(dice, kind), timedelta(hours=20))
    if person.habit == "forgetful" and dice.random() > (0.6 if not reminder else 0.5):
        return None
    if person.habit not in ("forgetful", "late") and (reminder or dice.random() > 0.97):
        return None
    return Answer(_words(dice, kind), timedelta(minutes=minutes))


def _words(dice: random.Random, kind: str) -> str:
    if kind == "bp":
        high = dice.random() < DANGEROUS
        top = dice.randint(184, 210) if high else dice.randint(112, 138)
        return f"{top}/{dice.randint(70, 84)}"
    if kind == "glucose":
        return f"{dice.randint(90, 160)} mg/dL"
    if kind == "weight":
        return f"{dice.randint(180, 181)} lb"
    if kind == "adherence":
        return "YES" if dice.random() < 0.9 else "NO"
    return "1" if kind == "symptom" else "Tuesday afternoon"


def whole_step(at: datetime) -> datetime:
    """Up to the next five minutes."""
    over = timedelta(minutes=at.minute % STEP, seconds=at.second, microseconds=at.microsecond)
    return at + (timedelta(minutes=STEP) - over if over else timedelta(0))


def _drawn(dice: random.Random, weighted: Weighted) -> str:
    names = [name for name, _ in weighted]
    return dice.choices(names, [weight for _, weight in weighted])[0]
