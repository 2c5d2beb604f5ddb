"""A small picture of one vital over time, and the same picture in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.console.presenters.times import when
from gateway.console.presenters.vitals import UNITS, Measured, measured, number, vital_name
from gateway.readings.tables import Reading

WIDTH, HEIGHT, MARGIN = 320, 96, 10
LEAST = {"blood_pressure": 60, "glucose": 60, "weight": 10}  # a calm week must look calm
DRAWN = {"blood_pressure": ("systolic", "diastolic")}


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    severity: str


@dataclass(frozen=True)
class Line:
    """One part of the vital (top or bottom number): its path and its dots, in picture units."""

    part: str
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Trend:
    """`words` says what the picture shows; `rows` are its numbers, newest first."""

    vital: str
    name: str
    unit: str
    words: str
    lines: tuple[Line, ...]
    top: str
    bottom: str
    first_day: str
    last_day: str
    latest: Measured
    rows: tuple[Measured, ...]
    width: int = WIDTH
    height: int = HEIGHT


def trend(readings: Sequence[Reading], timezone: str, *, now: datetime) -> Trend | None:
    """The picture of one vital's readings, oldest first; None when there are none."""
    if not readings:
        return None
    vital = readings[0].vital
    parts = DRAWN.get(vital) or tuple(readings[0].values)[:1]
    amounts = [float(r.values[part]) for r in readings for part in parts if part in r.values]
    low, high = min(amounts), max(amounts)
    slack = max(0, LEAST.get(vital, 0) - (high - low)) / 2
    lines = tuple(_line(part, readings, low - slack, high + slack) for part in parts)
    rows = tuple(measured(r, timezone, now=now) for r in reversed(readings))
    days = [when(r.taken_at, timezone, now=now).words.partition(" at ")[0] for r in readings]
    return Trend(
        vital=vital,
        name=vital_name(vital),
        unit=UNITS.get(vital, ""),
        words=_words(rows, days),
        lines=lines,
        top=number(high),
        bottom=number(low),
        first_day=days[0],
        last_day=days[-1],
        latest=rows[0],
        rows=rows,
    )


def _line(part: str, readings: Sequence[Reading], low: float, high: float) -> Line:
    """Across is time, as it passed: a week of silence shows as a gap."""
    first, last = readings[0].taken_at, readings[-1].taken_at
    whole = (last - first).total_seconds()
    dots = []
    for reading in readings:
        if part not in reading.values:
            continue
        passed = (reading.taken_at - first).total_seconds() / whole if whole else 0.5
        height = (float(reading.values[part]) - low) / (high - low) if high > low else 0.5
        x = MARGIN + passed * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - height * (HEIGHT - 2 * MARGIN)
        dots.append(Dot(round(x, 1), round(y, 1), reading.severity))
    path = " ".join(f"{'L' if index else 'M'}{dot.x} {dot.y}" for index, dot in enumerate(dots))
    return Line(part, path, tuple(dots))


def _words(rows: Sequence[Measured], days: Sequence[str]) -> str:
    outside = [row for row in rows if row.severity != "normal"]
    count = "1 reading" if len(rows) == 1 else f"{len(rows)} readings, {days[0]} to {days[-1]}"
    latest = f"latest {rows[0].value} {rows[0].unit}".strip()
    return f"{rows[0].name}: {count}, {latest}, {len(outside) or 'none'} out of range."
