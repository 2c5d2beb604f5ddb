"""Reading the raw words, before and without the model: danger, wishes, and plain values.

Nothing here judges or charts. The strict pattern only has to find values that may be critical
while Rasa is away: a TOP/BOTTOM pair anywhere, or one number as the whole message under a
check-in that asks for one. Of several pressures each counts: the worst may be a low one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gateway.safety_net.words import Words
from red_flags import Flag

Wish = Literal["opt_out", "opt_in", "help", "back_in", "maybe_back_in"]
"""`back_in`, and what may be it, are plain sentences: they count after an opt-out only."""
NUMBER_ALONE = {"glucose": "mg/dL", "weight": "lb"}


@dataclass(frozen=True)
class Strict:
    """A reading that stands in the message as it is; `said` as in an interpretation."""

    said: dict[str, Any]
    start: int
    end: int


@dataclass(frozen=True)
class Screening:
    """What the raw words show: danger, a wish about messages, plain values."""

    flag: Flag | None
    keyword: Wish | None
    strict: tuple[Strict, ...]


def screen(text: str, *, asked: Sequence[str], words: Words) -> Screening:
    """Read one message; `asked` are the kinds of the open check-ins, the one asked last at the end.

    A number alone answers the last of them that asks for a number, whatever was asked since.
    """
    asks_number = next((kind for kind in reversed(asked) if kind in NUMBER_ALONE), "none")
    return Screening(
        flag=words.net.find(text),
        keyword=_wish(text, asked[-1] if asked else "none", words),
        strict=_pairs(text, words) or _number(text, asks_number),
    )


def _wish(text: str, context: str, words: Words) -> Wish | None:
    if words.net.opt_out(text, context):
        return "opt_out"
    if words.net.opt_in(text):
        return "opt_in"
    return "help" if words.net.asks_help(text) else words.net.back_in(text)


def _pairs(text: str, words: Words) -> tuple[Strict, ...]:
    return tuple(
        Strict(
            {"type": "blood_pressure", "systolic": int(top), "diastolic": int(low), "pulse": None},
            *match.span(),
        )
        for match in _pattern(words.joins).finditer(text)
        for top, low in [match.groups()]
        if int(top) > int(low)
    )


def _pattern(joins: tuple[str, ...]) -> re.Pattern[str]:
    between = "|".join([r"[/\\-]", *map(re.escape, joins)])
    return re.compile(
        rf"(?<![\d/.,-])(\d{{2,3}})\s*(?:{between})\s*(\d{{2,3}})(?![\d]|[/.,-]\d)", re.IGNORECASE
    )


def _number(text: str, context: str) -> tuple[Strict, ...]:
    alone = re.fullmatch(r"\s*(\d{2,3}(?:[.,]\d)?)\s*[.!]?\s*", text)
    if alone is None or context not in NUMBER_ALONE:
        return ()
    value = float(alone.group(1).replace(",", "."))
    said = {"type": context, "value": value, "unit": NUMBER_ALONE[context]}
    return (Strict(said, *alone.span(1)),)
