"""The re-check rule of a protocol: measure once more before somebody is woken. Arithmetic only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.protocols.judge import Check, Signature, Values
from gateway.protocols.rule_words import parse
from gateway.protocols.vitals import Vital

LONGEST = timedelta(minutes=60)
MINUTES = re.compile(r"([1-9]\d*) minutes?")
Shown = Literal["measure again", "page at once"]


class Signed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    by: str = Field(min_length=1)
    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str = Field(min_length=1)


class Paper(BaseModel):
    """`recheck:` as a protocol says it; both times count from the first value."""

    model_config = ConfigDict(extra="forbid")

    after: str
    fall_back_after: str
    at_once: list[str] = Field(min_length=1)
    active: bool
    signed: Signed | Literal[False]
    proof: dict[str | int | float, Shown] = Field(min_length=1)


@dataclass(frozen=True)
class Recheck:
    """A critical value that no line of `at_once` holds for waits for a second one, until
    `fall_back_after`. One that is not `active` never acts."""

    after: timedelta
    fall_back_after: timedelta
    at_once: tuple[Check, ...]
    active: bool
    signed: Signature | None

    def may_wait(self, values: Values) -> bool:
        return not any(check.holds(values, (), {}) for check in self.at_once)


def read(paper: Paper, vital: Vital) -> Recheck:
    """The rule of a protocol, proved.

    Raises:
        ValueError: one sentence with what is wrong with it.
    """
    if paper.active and paper.signed is False:
        raise ValueError("a re-check that nobody signed must say `active: false`")
    after, fall_back = _minutes(paper.after), _minutes(paper.fall_back_after)
    if not after < fall_back <= LONGEST:
        raise ValueError("`fall_back_after` must be longer than `after`, and 60 minutes at most")
    signed = Signature(**paper.signed.model_dump()) if paper.signed else None
    at_once = tuple(parse(words, vital) for words in paper.at_once)
    rule = Recheck(after, fall_back, at_once, paper.active, signed)
    _prove(rule, vital, {str(told): shown for told, shown in paper.proof.items()})
    return rule


def _minutes(written: str) -> timedelta:
    if not (found := MINUTES.fullmatch(written.strip())):
        raise ValueError(f'"{written}" is not like "5 minutes"')
    return timedelta(minutes=int(found[1]))


def _prove(rule: Recheck, vital: Vital, proof: Mapping[str, Shown]) -> None:
    for told, expected in proof.items():
        found = "measure again" if rule.may_wait(vital.read(told)) else "page at once"
        if found != expected:
            raise ValueError(f'the re-check of "{told}" should be {expected}, but it is {found}')
    if set(proof.values()) != {"measure again", "page at once"}:
        raise ValueError("the proof of a re-check shows both: measure again and page at once")
