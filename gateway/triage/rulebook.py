"""Reading protocols/triage.yml, and refusing to start on what contradicts its own proof."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import BadRules
from gateway.escalations.rulebook import duration
from gateway.files import read_yaml
from gateway.protocols.judge import compare

FACTS = (
    "critical cases",
    "abnormal cases",
    "new symptoms",
    "new concerns",
    "trends",
    "missed doses",
    "requests",
    "silences",
    "answered days",
)
"""What a line may count; facts.py says how each is counted."""
LEVELS = ("urgent", "elevated", "routine", "stable")
"""Worst first."""
Facts = Mapping[str, int]
LINE = re.compile(rf"({'|'.join(FACTS)}) (at least|at most|above|below) (\d+)")
PROOF = re.compile(rf"({'|'.join(FACTS)}) (\d+)")


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Signature(_Paper):
    by: str = Field(min_length=1)
    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str = Field(min_length=1)


class _Level(_Paper):
    label: str = Field(min_length=1)
    review_within: str | None = None


class _Otherwise(_Paper):
    then: str
    because: str = Field(min_length=1)


class _Line(_Otherwise):
    when: str


class _File(_Paper):
    triage: str
    version: int = Field(ge=1)
    approved: _Signature
    levels: dict[str, _Level]
    otherwise: _Otherwise
    lines: list[_Line] = Field(min_length=1)
    proof: dict[str, str] = Field(min_length=1)


@dataclass(frozen=True)
class Line:
    """ "missed doses at least 3": urgent."""

    when: str
    fact: str
    how: str
    number: int
    level: str
    because: str

    def holds(self, facts: Facts) -> bool:
        return compare(facts.get(self.fact, 0), self.how, self.number)


@dataclass(frozen=True)
class Assessed:
    """A level, the line that decided (empty: none did) and its words."""

    level: str
    rule: str
    because: str


@dataclass(frozen=True)
class TriageRules:
    """What the file says; `version` is kept with everything it decides."""

    version: str
    labels: Mapping[str, str]
    review_within: Mapping[str, timedelta]
    lines: tuple[Line, ...]
    otherwise: Assessed

    def assess(self, facts: Facts) -> Assessed:
        """The first line that holds decides; a fact that is not told counts as none."""
        for line in self.lines:
            if line.holds(facts):
                return Assessed(line.level, line.when, line.because)
        return self.otherwise


def load(folder: Path) -> TriageRules:
    """Read triage.yml of the protocols folder.

    Raises:
        BadRules: one sentence with the line, or the example of `proof`, and what is wrong with it.
    """
    path = folder / "triage.yml"
    try:
        file = _File.model_validate(read_yaml(path))
        rules = _rules(file)
        _prove(rules, file.proof)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise BadRules(f"{path}, {where}: {first['msg']}.") from None
    except ValueError as wrong:
        raise BadRules(f"{path}: {wrong}.") from None
    return rules


def _rules(file: _File) -> TriageRules:
    if tuple(file.levels) != LEVELS:
        raise ValueError(f"`levels` are {', '.join(LEVELS)}, in this order")
    lines = tuple(_line(one) for one in file.lines)
    order = [LEVELS.index(line.level) for line in lines]
    if order != sorted(order):
        raise ValueError("a line of a worse level must stand before the milder ones")
    within = {name: level.review_within for name, level in file.levels.items()}
    return TriageRules(
        version=f"{file.triage}@{file.version}",
        labels={name: level.label for name, level in file.levels.items()},
        review_within={name: duration(told) for name, told in within.items() if told},
        lines=lines,
        otherwise=Assessed(_level(file.otherwise.then), "", file.otherwise.because),
    )


def _line(paper: _Line) -> Line:
    found = LINE.fullmatch(" ".join(paper.when.split()))
    if found is None:
        raise ValueError(
            f'"{paper.when}" is no line; write one of {", ".join(FACTS)}, then '
            "at least|at most|above|below and a number"
        )
    fact, how, number = found.groups()
    return Line(found[0], fact, how, int(number), _level(paper.then), paper.because)


def _level(name: str) -> str:
    if name not in LEVELS:
        raise ValueError(f"{name!r} is not one of {', '.join(LEVELS)}")
    return name


def _prove(rules: TriageRules, proof: Mapping[str, str]) -> None:
    shown = set()
    for example, expected in proof.items():
        found = rules.assess(_facts(example))
        shown.add(found.rule)
        if found.level != expected:
            why = f'by "{found.rule}"' if found.rule else "because no line holds"
            raise ValueError(f'"{example}" should be {expected}, but it is {found.level} {why}')
    if unshown := [line.when for line in rules.lines if line.when not in shown]:
        raise ValueError(f'nothing under `proof` shows the line "{unshown[0]}" at work; add it')


def _facts(example: str) -> Facts:
    if example == "nothing":
        return {}
    found = [PROOF.fullmatch(one) for one in example.split(", ")]
    if not all(found):
        raise ValueError(f'"{example}" cannot be read; write for example "missed doses 3"')
    return {one[1]: int(one[2]) for one in found if one}
