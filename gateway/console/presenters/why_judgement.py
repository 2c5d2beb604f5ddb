"""One value, what judged it then, and what today's rules would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.console.presenters.vitals import SEVERITY, UNITS, Measured, plain, value
from gateway.console.presenters.why import Judgement
from gateway.console.presenters.why_rules import bands, books, looked, needed
from gateway.protocols import NO_PROTOCOL, Consulted, Verdict, judge_by, standings
from gateway.readings import Grounds

OLD = (
    "This reading is from before we kept with each reading what judged it. Its rules and earlier "
    "numbers are looked up again here, by the version that was written down."
)
LOST = "The text of {version} was not kept: only the rule that decided is known."
NONE = "No protocol of this patient covers it, and none is written for everybody."
DIFFERS = (
    "Judged again from what was kept this would be {again}, not {then}. Please tell your operator."
)
NEVER_CHARTED = (
    "This number was found by the safety check. It was never written down as a reading: "
    "the words were not sure enough."
)


@dataclass(frozen=True)
class Judged:
    """A value and its verdict as they were stored. `charted`: it is a reading of hers."""

    values: Mapping[str, float]
    severity: str
    rule: str
    version: str
    charted: bool = True

    @property
    def by(self) -> str:
        """E.g. "“systolic above 180” of hypertension version 1"; empty when none decided."""
        version = self.version.replace("@", " version ")
        return f"\u201c{self.rule}\u201d of {version}" if self.rule else ""


def judgement(
    told: Judged,
    grounds: Grounds,
    *,
    measured: Measured | None,
    compared: Sequence[Measured],
    today: str,
) -> Judgement:
    found = standings(
        grounds.consulted, told.values, grounds.history, grounds.targets, grounds.vital
    )
    unit = UNITS.get(grounds.vital.key, "")
    return Judgement(
        value=f"{plain(grounds.vital.paper.name)} {value(told.values)} {unit}".strip(),
        severity=told.severity,
        severity_words=SEVERITY.get(told.severity, told.severity),
        measured=measured,
        by=told.by,
        books=books(found, grounds.vital),
        needed=needed(found, told.severity, grounds.vital),
        bands=bands(grounds.targets, grounds.vital),
        compared=tuple(compared),
        looked=looked(found),
        today=today,
        caution=_caution(told, grounds),
    )


def _caution(told: Judged, grounds: Grounds) -> str:
    if not grounds.consulted:
        known = told.version not in ("", NO_PROTOCOL)
        return LOST.format(version=_label(told.version)) if known else NONE
    again = judge_by(grounds.consulted, told.values, grounds.history, grounds.targets)
    if again.severity != told.severity:
        return DIFFERS.format(again=_words(again.severity), then=_words(told.severity))
    if not told.charted:
        return NEVER_CHARTED
    return "" if grounds.exact else OLD


def by_today(now: Sequence[Consulted], verdict: Verdict, then: str) -> str:
    """What today's rules would say of it; for a page where they are not those that judged."""
    labels = ", ".join(_label(one.protocol.label) for one in now) or "no protocol"
    by = f" (\u201c{verdict.rule}\u201d)" if verdict.rule else ""
    changed = "the same" if verdict.severity == then else _words(verdict.severity) + by
    return f"The rules have changed since. By those of today, {labels}, it would be {changed}."


def _label(label: str) -> str:
    return plain(label.replace("@", " version "))


def _words(severity: str) -> str:
    return SEVERITY.get(severity, severity).lower()
