"""A red banner in words."""

from dataclasses import dataclass
from datetime import datetime

from gateway.console.presenters.practice import Practice
from gateway.console.presenters.times import When, when
from gateway.escalations.tables import Alarm, Escalation

WHAT = {
    "page_not_taken": "PagerDuty has not taken a page.",
    "page_not_echoed": "PagerDuty took a page and may have told nobody.",
    "page_unacknowledged": "Nobody has acknowledged a page in time.",
    "page_refused": "PagerDuty refuses our pages.",
    "nobody_answers": "Everybody on the on-call list was called, and nobody has the case.",
    "call_not_placed": "A call to the on-call list could not be placed.",
    "not_taken_after_all": "Somebody on call pressed 1 for a page, and nobody has taken the case.",
    "test_failed": "The daily test page did not arrive: a real page may not either.",
}
DO = "Call the clinician on duty now."
HAD = "Somebody has the case by now."


@dataclass(frozen=True)
class Banner:
    """One alarm nobody has cleared. `case_id` is empty when it is about no case."""

    id: str
    what: str
    todo: str
    case_id: str
    since: When


def banner(alarm: Alarm, case: Escalation | None, practice: Practice, *, now: datetime) -> Banner:
    waits = case is not None and case.state == "open"
    todo = DO if waits else HAD if case else "Tell your operator."
    since = when(alarm.sounded_at, practice.timezone, now=now)
    return Banner(alarm.id, WHAT.get(alarm.what, alarm.what), todo, alarm.case_id or "", since)
