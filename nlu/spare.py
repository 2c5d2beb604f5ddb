"""Numbers that are something else as long as the message holds another one to be the reading."""

import re
from collections.abc import Iterator, Mapping

from nlu.numbers import NUMBER
from nlu.shape import Shape
from nlu.words import Words

N = f"({NUMBER})"
GAP = r"(?:\s+[a-z']+){0,4}[\s:=,]+"
ALIVE = range(18, 106)
FITS = {
    "age": lambda value: value in ALIVE,
    "count": lambda value: value <= 100,
    "change": lambda value: value <= 40,
    "difference": lambda value: value <= 60,
    "dose": lambda value: value <= 100 or value >= 500 or value in (160, 200, 300, 320),
    "oxygen": lambda value: 50 <= value <= 100,
    "heart": lambda value: 30 <= value <= 220,
    "weather": lambda value: value <= 120,
}
AFTER = ("age",)  # only behind another number: "142, im 78", but "im 142"


class Spare:
    """Compiled once for the words of a model."""

    def __init__(self, words: Words) -> None:
        self.compiled = [(kind, re.compile(pattern)) for kind, pattern in _told(words)]

    def find(self, shape: Shape, known: Mapping[int, str]) -> dict[int, str]:
        """Number index -> what it is; nothing where no number would be left."""
        free = [i for i in range(len(shape.numbers)) if i not in known]
        if len(free) < 2:
            return {}
        found: dict[int, str] = {}
        for kind, pattern in self.compiled:
            for match in pattern.finditer(shape.text):
                i = shape.index(match.group(1))
                fits = kind not in FITS or FITS[kind](shape.numbers[i].value)
                if i in free and fits and not (kind in AFTER and i == free[0]):
                    found.setdefault(i, kind)
        return found if len(found) < len(free) else {}


def _told(words: Words) -> Iterator[tuple[str, str]]:
    any_of = words.any_of
    no_unit = rf"(?!\s*(?:[/.]|{any_of('lb', 'kg', 'mgdl', 'mmol', 'over_anywhere')}))"
    yield "age", rf"{any_of('at_age')}\s+{N}(?!\s*[/:]|\s*{any_of('lb', 'kg', 'mgdl', 'mmol')})"
    yield "age", rf"{any_of('birthday')}\W+(?:[a-z']+\W+){{0,4}}?{N}"
    yield "heart", rf"{any_of('heart')}{GAP}{N}{no_unit}"
    yield "oxygen", rf"{any_of('oxygen')}{GAP}{N}{no_unit}"
    yield "dose", rf"{any_of('medicine')}\s+(?:de\s+|at\s+|of\s+)?{N}{no_unit}"
    yield "count", rf"{any_of('given')}\s+(?:only\s+|like\s+|como\s+)?{N}{no_unit}"
    yield "change", rf"{N}\s*{any_of('lb', 'kg')}"
    yield "difference", rf"{N}\s*{any_of('less_more')}"
    yield "weather", rf"{any_of('outdoors')}[\s,.]*(?:it's|its|is|and|at|y|a)?\s*{N}{no_unit}"
    yield "weather", rf"{N}\s*{any_of('outdoors')}"
