"""What every text to a patient costs and how plain it is, held to the budgets of data/texts.yml."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks import ROOT
from checks.readability import FORMULAS
from gateway.files import read_yaml
from gateway.messages.segments import segments

VARIABLE = re.compile(r"\{(\w+)\}|\[([^\]]+)\]")
WITHOUT_ACCENTS = str.maketrans("áíóúÁÍÓÚ", "aiouAIOU")
"""The letters of Spanish that GSM-7 lacks; é, ñ, ü, ¿ and ¡ are in it."""
MEASURABLE = 8
Rules = Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """One text of one language; `name` is that of `says`, or `fixed.` and that of `fixed`."""

    language: str
    name: str
    words: str

    def __str__(self) -> str:
        return f"data/languages/{self.language}.yml, {self.name}"


def rules(root: Path = ROOT) -> Rules:
    """The budgets, the price and the values that variables are filled with."""
    read: Rules = read_yaml(root / "data/texts.yml")
    return read


def texts(root: Path = ROOT) -> list[Text]:
    """Every text a patient may read, language by language; how a clinic is called is no text."""
    found = []
    for path in sorted((root / "data/languages").glob("*.yml")):
        file = read_yaml(path)
        named = dict(file["says"]) | {f"fixed.{name}": t for name, t in file["fixed"].items()}
        named.pop("fixed.clinic", None)
        found += [Text(path.stem, name, str(words)) for name, words in named.items()]
    return found


def filled(text: Text, told: Rules, which: str) -> str:
    """The text with its `common` or `longest` values. Raises KeyError for one that is not told."""

    def value(found: re.Match[str]) -> str:
        values = told["filled"][found[1] or found[2]][which]
        return str(values[text.language] if isinstance(values, Mapping) else values)

    return VARIABLE.sub(value, text.words)


def accents_cost(text: Text, told: Rules) -> int:
    """Segments more than the same letters would take without their accents."""
    body = filled(text, told, "common")
    return segments(body)[0] - segments(body.translate(WITHOUT_ACCENTS))[0]


def plainness(text: Text, told: Rules) -> float:
    """What the formula of its language says of a text; its variables are no words of ours."""
    formula = FORMULAS[told["plain"][text.language]["formula"]]
    return formula(VARIABLE.sub("", text.words))


def measurable(text: Text) -> bool:
    """It has words enough for a formula that was made for pages."""
    return len(VARIABLE.sub("", text.words).split()) >= MEASURABLE


def complaints(root: Path = ROOT) -> list[str]:
    """Every text that is too long, dear for nothing or too hard, and every idle exception."""
    told, found = rules(root), texts(root)
    return [
        *(said for text in found for said in _too_much(text, told)),
        *_idle_exceptions(found, told),
    ]


def _too_much(text: Text, told: Rules) -> Iterator[str]:
    known = told["filled"]
    named = [found[1] or found[2] for found in VARIABLE.finditer(text.words)]
    if unknown := [name for name in named if name not in known]:
        yield f"{text}: data/texts.yml does not say what {unknown[0]!r} is filled with"
        return
    if is_spoken(text.name, told):
        if too_hard(text, told) and text.name not in _names(told["plain"]["harder"]):
            yield f"{text}: too hard to say ({plainness(text, told):.0f}); shorter words, sentences"
        return
    needs, allowed = segments(filled(text, told, "longest"))[0], budget(text.name, told)
    if needs > allowed:
        yield f"{text}: {needs} segments, {allowed} are allowed"
    if (more := accents_cost(text, told)) > 0 and not _worth_it(text, told):
        costly = sorted(set(text.words) & set("áíóúÁÍÓÚ"))
        yield f"{text}: {', '.join(costly)} cost {more} more; say it in words without them"
    if too_hard(text, told) and text.name not in _names(told["plain"]["harder"]):
        yield f"{text}: too hard to read ({plainness(text, told):.0f}); shorter words, sentences"


def budget(name: str, told: Rules) -> int:
    """Segments that a text of this name may take."""
    own = [more["at_most"] for more in told["segments"]["more"] if name in more["texts"]]
    return int(own[0] if own else told["segments"]["at_most"])


def is_spoken(name: str, told: Rules) -> bool:
    """Whether a text of this name is said in a call, where no segment is billed."""
    return any(re.fullmatch(pattern, name) for pattern in told.get("spoken", ()))


def too_hard(text: Text, told: Rules) -> bool:
    limits = told["plain"][text.language]
    found = plainness(text, told)
    return measurable(text) and not limits.get("at_least", found) <= found <= limits.get(
        "at_most", found
    )


def _worth_it(text: Text, told: Rules) -> bool:
    words = (told["worth_a_segment"] or {}).get(text.language, {})
    return any(re.search(rf"\b{re.escape(word)}\b", text.words) for word in words)


def _idle_exceptions(found: Iterable[Text], told: Rules) -> Iterator[str]:
    """Exceptions for texts that are gone, or that would do without."""
    for more in told["segments"]["more"]:
        for name in more["texts"]:
            same = [filled(text, told, "longest") for text in found if text.name == name]
            if max((segments(body)[0] for body in same), default=0) < more["at_most"]:
                yield f"data/texts.yml, segments: {name} needs no {more['at_most']}"
    hard = {text.name for text in found if too_hard(text, told)}
    for name in sorted(_names(told["plain"]["harder"]) - hard):
        yield f"data/texts.yml, plain: {name} is no exception"


def _names(exceptions: Iterable[Mapping[str, Any]]) -> set[str]:
    return {name for exception in exceptions for name in exception["texts"]}
