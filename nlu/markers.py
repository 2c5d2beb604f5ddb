"""The words that say of when a value is, and whose: on either side of it."""

import re

from nlu.numbers import NUMBER
from nlu.words import Words, fold

NEXT = rf"(?={NUMBER}|$)"
Marker = tuple[re.Pattern[str], re.Pattern[str]]


class Markers:
    """Compiled once for the words of a model; the groups of `when` and `who` are what they say."""

    def __init__(self, words: Words) -> None:
        any_of = words.any_of
        unit = unit_of(words)
        self.linked = rf"{unit}[\s,]*(?:{any_of('linking')}[\s,]+)*"
        self.where = rf"{unit}\s+{any_of('places')}\s+(?:[a-z']+\s+){{0,4}}?"
        self.when, self.who = _when(words), _who(words)
        self.after_when, self.after_who = self._behind(self.when), self._behind(self.who)
        self.own = re.compile(any_of("my_own"))
        self.caregiver = re.compile(
            rf"{any_of('caregiver')}|{any_of('i_am')}\s+(?:[a-z]+\s+){{0,2}}?"
            rf"(?:the|la|el|her|his|su|their|a)\s+{any_of('kin')}"
        )

    def _behind(self, marker: re.Pattern[str]) -> Marker:
        """A marker right behind a number, and one at the end of a phrase of place."""
        named = f"(?:{marker.pattern})"
        return (
            re.compile(rf"(?P<gap>{self.linked}){named}"),
            re.compile(rf"(?P<gap>{self.where}){named}"),
        )


def unit_of(words: Words) -> str:
    """The unit behind a number, if there is one."""
    return rf"(?:\s*{words.any_of('lb', 'kg', 'mgdl', 'mmol', 'mmhg')})?"


def _when(words: Words) -> re.Pattern[str]:
    any_of, days = words.any_of, words.any_of("long_units")
    long_ago = (
        rf"{any_of('ago_before')}\s+(?:(?:como|unos|unas)\s+)?{NUMBER}\s*{days}"
        rf"|{NUMBER}\s*{days}\s+{any_of('ago')}"
    )
    return re.compile(
        rf"(?P<today>{any_of('today')})"
        rf"|(?P<past>{any_of('past')}|(?:in|last|en|de)\s+{any_of('months')}|{long_ago})"
        rf"|(?P<last_night>{any_of('last_night')})|(?P<weekday>{any_of('weekdays')})"
    )


def _who(words: Words) -> re.Pattern[str]:
    any_of = words.any_of
    # "with my daughter" measured beside her; it is not her value
    company = "".join(rf"(?<!{re.escape(fold(p))} )" for p in words.phrases("company"))
    vitals = any_of("pressure", "glucose", "weight", "reading")
    named = (
        rf"(?<![a-z])(?!{any_of('no_person')}')[a-z]+'s\s+(?:own\s+)?"
        rf"(?:{vitals}|{any_of('measured')}|at\s|is\s|{NEXT})"
    )
    he = rf"(?<![a-z])(?:s?he's|s?hes|him|her)\s+(?:at\s+)?{NEXT}"
    me = rf"(?<![a-z])me\s+(?:at\s+)?{NEXT}"
    return re.compile(
        rf"(?P<mine>{any_of('mine')}|{me})"
        rf"|(?P<other>{company}(?:{any_of('others')}(?:'?s(?![a-z]))?|{named}|{he}))"
    )
