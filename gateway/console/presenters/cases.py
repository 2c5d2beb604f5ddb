"""A case: why a clinician must look, and how far the page has got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gateway.cohort.tables import Patient
from gateway.console.presenters.corrections import NONE, Corrections
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.times import When, span, when
from gateway.console.presenters.vitals import in_words, judged_by, plain
from gateway.console.presenters.words import visible
from gateway.escalations.tables import Escalation
from gateway.readings.tables import Reading

TIERS = {"critical": "Critical", "abnormal": "Out of range"}
CAUSES = {
    "reading": "A reading",
    "red_flag": "Words that sound like an emergency",
    "critical_words": "A dangerous number in the message",
    "storm": "Many cases at once: each is a row of its own",
}
MEASURED = frozenset({"reading", "critical_words"})
CALL = "Call the clinician on duty."
NOBODY = "Someone who is not enrolled"


@dataclass(frozen=True)
class Step:
    """One stage of a page: `tone` good (happened), wait (still may), bad (should have)."""

    words: str
    tone: str
    at: When | None = None


@dataclass(frozen=True)
class Case:
    """One escalation. `waiting`: how long nobody has taken it; `taken`: who has, and when.

    `cause` is in short what happened, `story` also by which rule or words. `overdue`: nobody has
    taken it within the time the practice allows; `call` then says whom to call, if anybody.
    `corrected`: that the patient has put its reading right since.
    """

    id: str
    tier: str
    tier_words: str
    cause: str
    story: str
    state: str
    opened: When
    waiting: str
    overdue: bool
    call: str
    taken: str
    who: str
    patient_id: str
    phone: str
    steps: tuple[Step, ...]
    incident_url: str
    words: str = ""
    corrected: str = ""


def case(
    escalation: Escalation,
    patient: Patient | None,
    practice: Practice,
    *,
    now: datetime,
    names: Mapping[str, str] = MappingProxyType({}),
    words: str | None = None,
    reading: Reading | None = None,
    corrections: Corrections = NONE,
) -> Case:
    """`names`: user name -> the name people know; `words`: what was written, if by then known.

    `reading` is the one that opened the case or was found in its message; `corrections` what the
    patient has put right.
    """
    zone = patient.timezone if patient else practice.timezone
    unseen = escalation.state == "open"
    cause, story = _about(escalation, reading)
    late = practice.overdue(escalation, now)
    return Case(
        id=escalation.id,
        tier=escalation.tier,
        tier_words=TIERS.get(escalation.tier, plain(escalation.tier)),
        cause=cause,
        story=story,
        state=escalation.state,
        opened=when(escalation.opened_at, zone, now=now),
        waiting=span(now - escalation.waits_from) if unseen else "",
        overdue=late,
        call=_call(escalation) if late else "",
        taken=_taken(escalation, zone, names, now=now),
        who=full_name(patient),
        patient_id=patient.id if patient else "",
        phone=escalation.phone or (patient.phone if patient else ""),
        steps=steps(escalation, zone, practice, names, now=now),
        incident_url=safe_link(escalation.incident_url),
        words=visible(words or ""),
        corrected=corrections.of_case(reading),
    )


def _about(escalation: Escalation, reading: Reading | None) -> tuple[str, str]:
    if reading and escalation.cause in MEASURED:
        words = in_words(reading)
        return words, f"{words}, by rule {judged_by(reading)}" if reading.rule else words
    words = CAUSES.get(escalation.cause, plain(escalation.cause))
    return words, f"{words}: {escalation.detail.replace('_', ' ')}"


def _call(escalation: Escalation) -> str:
    """Only a critical case is worth a call at once; another waits to be opened here."""
    return CALL if escalation.tier == "critical" else ""


def steps(
    escalation: Escalation,
    zone: str,
    practice: Practice,
    names: Mapping[str, str],
    *,
    now: datetime,
) -> tuple[Step, ...]:
    """The page from sending to closing, in the order it should happen."""
    found = [Step("Case opened", "good", when(escalation.opened_at, zone, now=now))]
    if at := escalation.paged_at:
        found.append(Step("PagerDuty took the page", "good", when(at, zone, now=now)))
    elif escalation.state == "open":
        late = now - escalation.page_began > practice.echo_within
        words = f"PagerDuty has not taken the page. {_call(escalation)}".strip()
        found.append(Step(words, "bad") if late else Step("The page is being sent", "wait"))
    if at := escalation.echoed_at:
        found.append(Step("PagerDuty is alerting someone", "good", when(at, zone, now=now)))
    elif escalation.paged_at and escalation.state == "open":
        late = now - escalation.paged_at > practice.echo_within
        words = f"PagerDuty has not confirmed. {_call(escalation)}".strip()
        found.append(Step(words, "bad") if late else Step("Waiting for PagerDuty", "wait"))
    return (*found, *_ends(escalation, zone, names, now=now))


def _ends(
    escalation: Escalation, zone: str, names: Mapping[str, str], *, now: datetime
) -> list[Step]:
    found = []
    if at := escalation.acknowledged_at:
        by = names.get(escalation.acknowledged_by or "", escalation.acknowledged_by or "someone")
        found.append(Step(f"Acknowledged by {by}", "good", when(at, zone, now=now)))
    elif escalation.state == "open":
        found.append(Step("Nobody has acknowledged it yet", "wait"))
    if at := escalation.closed_at:
        by = names.get(escalation.closed_by or "", escalation.closed_by or "the system")
        found.append(Step(f"Closed by {by}", "good", when(at, zone, now=now)))
    return found


def _taken(escalation: Escalation, zone: str, names: Mapping[str, str], *, now: datetime) -> str:
    by = escalation.acknowledged_by
    if not by or not escalation.acknowledged_at:
        return ""
    at = when(escalation.acknowledged_at, zone, now=now)
    return f"Acknowledged by {names.get(by, by)}, {at.words}"


def full_name(patient: Patient | None) -> str:
    return f"{patient.given_name} {patient.family_name}" if patient else NOBODY


def safe_link(url: str | None) -> str:
    """The link if it is a web address: a vendor's text must never become a script."""
    return url if url and url.startswith(("https://", "http://")) else ""
