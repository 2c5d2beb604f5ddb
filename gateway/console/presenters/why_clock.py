"""The clock of a case: what happened when, and what was due when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from gateway.console.presenters.delivery import State
from gateway.console.presenters.times import When, span, when, zone
from gateway.console.presenters.vitals import plain
from gateway.console.presenters.why import Due, Tick
from gateway.escalations import Account, Sent, Wait
from gateway.escalations.tables import Ring
from gateway.journal import JournalLine

Moment = tuple[datetime, str, str]
"""When, in which words, and their tone."""
AGAIN = {
    "worse": "because something worse was found",
    "unanswered": "because nobody had taken the case after our calls",
    "lost": "because PagerDuty had ended it by itself",
    "left": "because cases of the storm were left",
    "reopened": "because somebody opened it again",
}
LINES = {
    "case_opened": ("The case was opened and the page was written", "good"),
    "case_worse": ("Something worse was found: the case is paged anew", "bad"),
    "case_repeated": ("Something like it was found again: nobody is paged twice for it", "plain"),
    "case_joined": ("The reading of the same message joined the case", "plain"),
    "case_corrected": ("The patient put the reading right; the case stays open", "plain"),
    "case_acknowledged": ("{by} acknowledged it", "good"),
    "case_closed": ("{by} closed it", "good"),
    "case_open_again": ("It is open again: nobody has it any more", "bad"),
    "on_call_has_it": ("{by} pressed 1 on the phone: “I have it”; nobody else is called", "good"),
    "page_not_taken": ("PagerDuty had not taken the page in time: second route", "bad"),
    "page_not_echoed": ("PagerDuty had not confirmed in time: second route", "bad"),
    "page_unacknowledged": ("Nobody had acknowledged in time: second route", "bad"),
    "page_refused": ("PagerDuty refused the page", "bad"),
    "page_resolved": ("PagerDuty was told that it is over", "plain"),
    "page_acknowledged": ("PagerDuty was told that somebody has it", "plain"),
    "pagerduty_note": ("{by} wrote a note in PagerDuty; it is in the chart", "plain"),
}
SHOWN_FROM_ROWS = frozenset({"paged", "paged_again", "on_call_rung", "pagerduty_triggered"})
CALLS = {
    "wanted": "The call has not been placed yet",
    "placed": "The call was placed",
    "initiated": "The call was placed",
    "queued": "The call was placed",
    "ringing": "It rang",
    "in-progress": "Answered",
    "completed": "Answered",
    "busy": "Busy",
    "no-answer": "No answer",
    "failed": "Could not be called",
    "canceled": "Ended before an answer",
    "refused": "This number cannot be called",
}


def moment(at: datetime, timezone: str, *, now: datetime) -> tuple[When, str]:
    """The moment, and its clock with seconds: a page is a matter of seconds."""
    return when(at, timezone, now=now), f"{at.astimezone(zone(timezone)):%I:%M:%S %p}".lstrip("0")


def dated(at: datetime, timezone: str, *, now: datetime) -> tuple[When, str]:
    """The moment, and its day and clock: "today, 9:17:00 AM"."""
    found, clock = moment(at, timezone, now=now)
    return found, f"{found.words.partition(' at ')[0]}, {clock}"


def of_case(found: Account, names: Mapping[str, str]) -> list[Moment]:
    """Every moment of one case; of one instant the cause before what it caused."""
    return [
        *((line.at, *_line(line, names)) for line in found.lines if _told(line)),
        *_of_pages(found.pages),
        *(_call(ring) for ring in found.rings),
    ]


def by_day(
    moments: Iterable[Moment], timezone: str, *, now: datetime
) -> tuple[tuple[str, tuple[Tick, ...]], ...]:
    """As it happened, under the days of the patient's calendar; what is told twice, once."""
    ordered = sorted(dict.fromkeys(moments), key=lambda moment: moment[0])
    ticks = [Tick(*moment(at, timezone, now=now), words, tone) for at, words, tone in ordered]
    return tuple((day, tuple(some)) for day, some in groupby(ticks, key=lambda t: t.at.day))


def _of_pages(pages: Iterable[Sent]) -> Iterable[Moment]:
    for page in pages:
        if page.why:
            why = AGAIN.get(page.why, plain(page.why).lower())
            yield page.began_at, f"Paged again, {why}", "bad"
        if page.paged_at:
            yield page.paged_at, "PagerDuty accepted the page", "good"
        if page.echoed_at:
            yield page.echoed_at, "PagerDuty confirmed: it is alerting somebody", "good"


def _told(line: JournalLine) -> bool:
    return line.event not in SHOWN_FROM_ROWS


def _line(line: JournalLine, names: Mapping[str, str]) -> tuple[str, str]:
    words, tone = LINES.get(line.event, (plain(line.event), "plain"))
    if line.event == "case_closed" and line.by == "system":
        words = "The next reading in range ended it, by itself"
    return words.format(by=names.get(line.by, line.by)), tone


def _call(ring: Ring) -> Moment:
    return ring.wanted_at, f"Telephoned: {ring.name}. {call_state(ring).words}", "wait"


def call_state(ring: Ring) -> State:
    if ring.pressed_at:
        return State("Answered, and pressed 1: “I have it”", "good")
    words = CALLS.get(ring.state, plain(ring.state))
    tone = "good" if words == "Answered" else "wait" if ring.ended_at is None else "bad"
    return State(words, tone)


def dues(found: Account, timezone: str, *, now: datetime) -> tuple[Due, ...]:
    """PagerDuty's proof for each page, a person for each wait; the earliest first."""
    over = found.case.state != "open"
    rows = [
        (page.echo_due, "PagerDuty confirms that it alerts somebody", _proof(page, over, now))
        for page in found.pages
    ]
    rows += [(wait.due, _somebody(wait), _came(wait, now)) for wait in found.waits]
    rows.sort(key=lambda row: row[0])
    return tuple(Due(what, *dated(by, timezone, now=now), state) for by, what, state in rows)


def _somebody(wait: Wait) -> str:
    return "A person has it" + ("" if wait.tier == "critical" else ", out of range")


def _proof(page: Sent, over: bool, now: datetime) -> State:
    if page.echoed_at:
        return _compared(page.echoed_at, page.began_at, page.echo_due)
    if over or page.ended_at or page.acknowledged_at:
        return State("Not needed any more", "plain")
    return _open(page.echo_due, now)


def _came(wait: Wait, now: datetime) -> State:
    if wait.ended_at:
        return _compared(wait.ended_at, wait.since, wait.due)
    return _open(wait.due, now)


def _compared(at: datetime, since: datetime, due: datetime) -> State:
    took = _seconds(at, since)
    return State(f"In time, after {took}", "good") if at <= due else State(f"Late, {took}", "bad")


def _open(due: datetime, now: datetime) -> State:
    if now <= due:
        return State("There is still time", "wait")
    return State(f"Not yet: {span(now - due)} late", "bad")


def _seconds(at: datetime, since: datetime) -> str:
    whole = max(0, round((at - since).total_seconds()))
    return f"{whole} seconds" if whole < 120 else span(at - since)
