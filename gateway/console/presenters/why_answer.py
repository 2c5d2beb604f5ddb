"""The answer in a sentence or two: why somebody was paged, or nobody; and what ended it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gateway.console.presenters.cases import TIERS
from gateway.console.presenters.delivery import State
from gateway.console.presenters.times import when
from gateway.console.presenters.vitals import in_words
from gateway.console.presenters.why import Finding, Judgement
from gateway.console.presenters.why_rules import TREND_MET
from gateway.escalations import Account
from gateway.escalations.tables import Concern
from gateway.readings.tables import Reading

WHY = "Why this page?"
WHY_NOT = "Why did this not page?"
STORM = "Many cases came in one minute: one page went out for all of them."
ADDED = (
    "It was added to a case that was open already. It was no worse than what that case knew, "
    "so nobody was paged a second time."
)
FOR_EVERYBODY = (
    "No protocol of this patient covers it, and it met no rule that is written for everybody."
)
LOST_CASE = "It was judged {tier}, and there is no case for it. Please tell your operator."
NOT_ENDED = {
    "critical": "A critical case ends when a clinician closes it, never by itself.",
    "abnormal": "It ends with the next reading in range, or when a person closes it.",
}


def of_reading(told: Judgement | None, pages: Sequence[tuple[Account, Concern]]) -> tuple[str, str]:
    """Title and answer for one reading; `pages` are its findings with their cases."""
    for found, concern in reversed(pages):
        if found.paged_for(concern):
            judged = f"It was judged {TIERS.get(concern.tier, concern.tier).lower()}"
            by = f", by {told.by}" if told and told.by else ""
            return WHY, f"{judged}{by}. {_paged(found, concern.tier)}"
    if pages:
        return WHY_NOT, f"Nobody was paged for it. {ADDED}"
    if told is None or told.severity != "normal":
        tier = told.severity_words.lower() if told else "out of range"
        return WHY_NOT, LOST_CASE.format(tier=tier)
    return WHY_NOT, f"Nobody was paged. {_not_met(told)}"


def _not_met(told: Judgement) -> str:
    if not told.books:
        return told.caution
    if all(book.for_others for book in told.books):
        return FOR_EVERYBODY
    if any(row.how.words == TREND_MET for book in told.books for row in book.rules):
        return "No rule that pages was met. A trend was: that is a task for the care team."
    first = told.books[0].rules[0]
    if first.how.words.startswith("Not met: "):
        far = first.how.words.removeprefix("Not met: ")
        return f"No rule in force was met. The nearest was \u201c{first.when}\u201d, {far}."
    return "No rule in force was met."


def of_message(found: Finding) -> tuple[str, str]:
    """For words that opened no case."""
    if found.by_net:
        return WHY_NOT, f"Nobody was paged. A word of danger is in it: {found.net}."
    return WHY_NOT, "Nobody was paged: no words of danger and no dangerous number are in it."


def of_case(found: Account, story: str) -> tuple[str, str]:
    tier = TIERS.get(found.case.tier, found.case.tier)
    return WHY, f"{tier}: {story}. {_paged(found, found.case.tier)}"


def _paged(found: Account, tier: str) -> str:
    if found.storm:
        return STORM
    page = found.pages[-1]
    wakes = "that wakes somebody" if tier == "critical" else "that wakes nobody"
    if page.paged_at or page.echoed_at:
        words = f"A page went out, one {wakes}."
    elif found.case.state == "open":
        words = f"A page was written, one {wakes}; PagerDuty has not accepted it yet."
    else:
        words = f"A page was written, one {wakes}; somebody had the case before it went out."
    if found.rings:
        words += " When nobody answered in time, the on-call list was telephoned."
    return words


def ended(
    found: Account | None,
    by_reading: Reading | None,
    names: Mapping[str, str],
    timezone: str,
    *,
    now: datetime,
) -> State:
    """What ended the case; `by_reading`: the one in range that did."""
    if found is None:
        return State("Nobody was paged, so there was nothing to end.", "plain")
    case = found.case
    if case.closed_at:
        at = when(case.closed_at, timezone, now=now).words
        if case.closed_by == "system":
            value = f": {in_words(by_reading)}" if by_reading else ""
            return State(f"The next reading in range ended it, {at}{value}.", "good")
        by = names.get(case.closed_by or "", case.closed_by or "somebody")
        return State(f"{by} closed it, {at}.", "good")
    rest = NOT_ENDED.get(case.tier, "")
    if case.acknowledged_by:
        by = names.get(case.acknowledged_by, case.acknowledged_by)
        return State(f"It has not ended. {by} has it. {rest}", "wait")
    return State(f"It has not ended, and nobody has it yet. {rest}", "bad")
