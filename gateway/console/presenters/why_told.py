"""Whom we told, by which way, and how far it got."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from gateway.console.presenters.alarms import WHAT
from gateway.console.presenters.delivery import State, delivery
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.queue import queue_row
from gateway.console.presenters.why import Told
from gateway.console.presenters.why_clock import call_state, dated
from gateway.console.presenters.words import Piece, pieces, visible
from gateway.escalations import Account, Alarm, Sent
from gateway.messages.tables import OutboundMessage
from gateway.tasks.tables import Task

URGENCY = {"critical": "PagerDuty, high urgency", "abnormal": "PagerDuty, low urgency"}
IN_STORM = " (one page for many cases)"


def of_case(
    found: Account, names: Mapping[str, str], timezone: str, *, now: datetime
) -> list[tuple[datetime, Told]]:
    """Pages, calls to the on-call list and red banners of one case, each with its moment."""
    storm = IN_STORM if found.storm else ""
    over = found.case.state != "open"
    rows = [
        (page.began_at, "Clinician on duty", URGENCY[page.tier] + storm,
         _page(page, names, over, now))
        for page in found.pages
    ]  # fmt: skip
    rows += [(ring.wanted_at, ring.name, "Telephone", call_state(ring)) for ring in found.rings]
    rows += [
        (alarm.sounded_at, "Everybody in this room", "Red banner", _banner(alarm, names))
        for alarm in found.alarms
    ]
    return [
        (at, Told(whom, route, *dated(at, timezone, now=now), (), state))
        for at, whom, route, state in rows
    ]


def _page(page: Sent, names: Mapping[str, str], over: bool, now: datetime) -> State:
    if page.acknowledged_by:
        by = names.get(page.acknowledged_by, page.acknowledged_by)
        return State(f"Acknowledged by {by}", "good")
    if page.echoed_at:
        return State("Alerting somebody; not acknowledged", "plain" if page.ended_at else "wait")
    if page.paged_at and now <= page.echo_due:
        return State("Accepted; not confirmed yet", "wait")
    if page.paged_at:
        return State("Accepted, never confirmed", "bad")
    if page.ended_at or over:
        return State("Not needed any more", "plain")
    return State("Not accepted yet", "wait")


def _banner(alarm: Alarm, names: Mapping[str, str]) -> State:
    words = WHAT.get(alarm.what, alarm.what)
    if alarm.cleared_at:
        by = alarm.cleared_by or ""
        return State(f"{words} Cleared by {names.get(by, by)}", "plain")
    return State(words, "bad")


def to_patient(
    texts: Iterable[OutboundMessage], timezone: str, *, now: datetime
) -> list[tuple[datetime, Told]]:
    """What the patient was answered."""
    return [
        (text.created_at, _text(text, timezone, now=now, words=pieces(text.body, ())))
        for text in texts
    ]


def _text(text: OutboundMessage, timezone: str, *, now: datetime, words: tuple[Piece, ...]) -> Told:
    route = "Said on the phone" if text.channel == "voice" else "Text"
    at = dated(text.sent_at or text.created_at, timezone, now=now)
    return Told("The patient", route, *at, words, delivery(text))


def to_team(
    tasks: Iterable[Task],
    practice: Practice,
    names: Mapping[str, str],
    timezone: str,
    *,
    now: datetime,
) -> list[tuple[datetime, Told]]:
    """Tasks of the care managers' queue."""
    found = []
    for task in tasks:
        row = queue_row(task, None, None, practice, now=now)
        by = names.get(task.done_by or "", task.done_by or "")
        state = State(f"Done by {by}", "good") if task.state == "done" else State("Open", "wait")
        words = (Piece(visible(row.what)),)
        at = dated(task.created_at, timezone, now=now)
        found.append((task.created_at, Told("The care team", "Task", *at, words, state)))
    return found
