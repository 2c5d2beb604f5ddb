"""Loading what the clinicians wrote, and refusing to start on what contradicts itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import BadRules
from gateway.files import read_yaml
from gateway.protocols.calendar import Calendar, load_calendar
from gateway.protocols.consulted import Consulted, judge_by
from gateway.protocols.examples import prove
from gateway.protocols.judge import (
    Band,
    Earlier,
    Protocol,
    Rule,
    Signature,
    Values,
    Verdict,
    trends,
)
from gateway.protocols.recheck import Paper as RecheckPaper
from gateway.protocols.recheck import Recheck
from gateway.protocols.recheck import read as read_recheck
from gateway.protocols.rule_words import parse
from gateway.protocols.vitals import UnknownVital, Vital, load_vitals

Severity = Literal[
    "critical", "abnormal", "normal", "trend", "abnormal and trend", "critical and trend"
]

SIGNS_OF_A_PROTOCOL = {"protocol", "rules", "examples", "vital"}
"""One of these at the top makes a file of the folder a protocol. A misspelled one is refused, never
skipped; ladders, schedules and the like have other words at the top."""


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Signature(_Paper):
    by: str = Field(min_length=1)
    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str = Field(min_length=1)


class _Rule(_Paper):
    when: str
    then: Literal["critical", "abnormal", "trend"]
    active: bool = True
    signed: _Signature | Literal[False] | None = None


class _Protocol(_Paper):
    protocol: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    approved: _Signature
    conditions: list[str] = Field(min_length=1)
    vital: str
    others: Literal["critical rules only"] | None = None
    rules: list[_Rule] = Field(min_length=1)
    recheck: RecheckPaper | None = None
    examples: dict[str | int | float, Severity] = Field(min_length=1)


@dataclass(frozen=True)
class Rulebook:
    """Everything the clinicians wrote, proved: the vitals, the protocols, the practice's hours."""

    vitals: Mapping[str, Vital]
    protocols: Sequence[Protocol]
    calendar: Calendar
    rechecks: Mapping[str, Recheck] = field(default_factory=dict)

    def vital(self, key: str) -> Vital:
        """Raises UnknownVital when the catalog does not have it."""
        if key not in self.vitals:
            raise UnknownVital(f"No vital {key!r} is in the catalog.")
        return self.vitals[key]

    def covering(self, conditions: Iterable[str], vital: str) -> list[Protocol]:
        """The protocols of a patient with these conditions for one vital."""
        hers = set(conditions)
        return [p for p in self.protocols if p.vital == vital and hers & set(p.conditions)]

    def recheck(self, conditions: Iterable[str], vital: str, values: Values) -> Recheck | None:
        """The rule by which a critical value of hers may wait for a second one; None: page now.

        Every protocol that covers her must let it wait; the one that pages soonest decides.
        """
        rules = [self.rechecks.get(p.name) for p in self.covering(conditions, vital)]
        waiting = [rule for rule in rules if rule and rule.active and rule.may_wait(values)]
        if not rules or len(waiting) < len(rules):
            return None
        return min(waiting, key=lambda rule: rule.fall_back_after)

    def consulted(self, conditions: Iterable[str], vital: str) -> list[Consulted]:
        """The protocols that judge: hers, or of those written for others too the critical rules."""
        if hers := self.covering(conditions, vital):
            return [Consulted(protocol) for protocol in hers]
        others = [p for p in self.protocols if p.vital == vital and p.for_others]
        return [Consulted(protocol, only_critical=True) for protocol in others]

    def judge(
        self,
        conditions: Iterable[str],
        vital: str,
        values: Values,
        history: Sequence[Earlier],
        targets: Mapping[str, Band] | None = None,
    ) -> Verdict:
        """The worst verdict of all protocols that cover her; normal by "none" when none does.

        Where none covers her, the critical rules that are written for others too still bind.
        """
        return judge_by(self.consulted(conditions, vital), values, history, targets)

    def trends(
        self, conditions: Iterable[str], vital: str, values: Values, history: Sequence[Earlier]
    ) -> list[tuple[Rule, str]]:
        """The trend rules that hold, each with the version of its protocol."""
        covering = self.covering(conditions, vital)
        return [(rule, p.label) for p in covering for rule in trends(values, history, p)]


def load(protocols_dir: Path, vitals_file: Path) -> Rulebook:
    """Read and prove everything; either all of it may be used or the start is refused.

    Raises:
        BadRules: one sentence with the file, the rule or example, and what is wrong with it.
    """
    vitals = load_vitals(vitals_file)
    written = {path: read_yaml(path) for path in sorted(protocols_dir.glob("*.y*ml"))}
    protocols: dict[str, Protocol] = {}
    rechecks: dict[str, Recheck] = {}
    for path, text in written.items():
        if not isinstance(text, dict):
            raise BadRules(f"{path}: this is no list of named things, so nobody can use it.")
        if not SIGNS_OF_A_PROTOCOL & set(text):
            continue
        protocol = _load_one(path, text, vitals)
        if protocol.name in protocols:
            raise BadRules(f"{path}: another file is also called protocol {protocol.name}.")
        protocols[protocol.name] = protocol
        if rule := _recheck(path, text, vitals):
            rechecks[protocol.name] = rule
    if not protocols:
        raise BadRules(f"{protocols_dir} holds no protocol: no reading would be judged.")
    calendar = load_calendar(protocols_dir / "escalation.yml")
    return Rulebook(vitals, tuple(protocols.values()), calendar, rechecks)


def _recheck(path: Path, text: Any, vitals: Mapping[str, Vital]) -> Recheck | None:
    paper = _paper(path, text)
    try:
        return read_recheck(paper.recheck, vitals[paper.vital]) if paper.recheck else None
    except ValueError as wrong:
        raise BadRules(f"{path}, recheck: {wrong}.") from None


def _load_one(path: Path, text: Any, vitals: Mapping[str, Vital]) -> Protocol:
    paper = _paper(path, text)
    if paper.vital not in vitals:
        raise BadRules(f"{path}: the vital {paper.vital} is not one of {', '.join(vitals)}.")
    vital = vitals[paper.vital]
    approved = Signature(**paper.approved.model_dump())
    rules = tuple(_rule(path, number, rule, vital, approved) for number, rule in _numbered(paper))
    protocol = Protocol(
        paper.protocol,
        paper.version,
        paper.vital,
        tuple(paper.conditions),
        approved,
        rules,
        for_others=paper.others is not None,
    )
    _critical_first(path, rules)
    try:
        prove(protocol, vital, {str(text): severity for text, severity in paper.examples.items()})
    except ValueError as wrong:
        raise BadRules(f"{path}: {wrong}.") from None
    return protocol


def _paper(path: Path, written: Any) -> _Protocol:
    try:
        return _Protocol.model_validate(written)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise BadRules(f"{path}, {where}: {first['msg']}.") from None


def _numbered(paper: _Protocol) -> Iterable[tuple[int, _Rule]]:
    return enumerate(paper.rules, start=1)


def _rule(path: Path, number: int, paper: _Rule, vital: Vital, approved: Signature) -> Rule:
    if paper.active and paper.signed is False:
        raise BadRules(f"{path}, rule {number}: a rule nobody signed must say `active: false`.")
    try:
        check = parse(paper.when, vital)
    except ValueError as wrong:
        raise BadRules(f"{path}, rule {number}: {wrong}.") from None
    signed = None if paper.signed is False else approved
    if isinstance(paper.signed, _Signature):
        signed = Signature(**paper.signed.model_dump())
    return Rule(" ".join(paper.when.split()), check, paper.then, paper.active, signed)


def _critical_first(path: Path, rules: Sequence[Rule]) -> None:
    """First match wins, so the file must read in the order in which it is judged."""
    seen_milder = ""
    for rule in rules:
        if rule.then == "critical" and seen_milder:
            raise BadRules(
                f'{path}: the critical rule "{rule.when}" must stand before "{seen_milder}".'
            )
        seen_milder = seen_milder or (rule.when if rule.then != "critical" else "")
