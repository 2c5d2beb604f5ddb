"""The patterns of readings over a message's shape, made of the words of every language."""

import re

from nlu.lookalikes import N
from nlu.words import Words

GAP = r"(?:[^\S\n]|[a-z']|[:=,(#-]|\.\s)"  # what may stand between a label and its value


class Patterns:
    """Compiled once a model; the groups that are numbers come in the order they are written."""

    def __init__(self, words: Words) -> None:
        self.speaks_of_pressure = re.compile(words.any_of("pressure"))
        strong = rf"\s*[/\\]+\s*|\s*{words.any_of('over_anywhere')}\s*"
        weak = rf"\s*[-–—:,.;x*|+&_~]+\s*|\s*{words.any_of('over')}\s*|\s+"
        third = self._pulse(words, labelled="?")
        self.strong = re.compile(rf"{N}(?:{strong}){N}{third}")
        self.weak = re.compile(rf"{N}(?:{weak}){N}{third}")
        self.labels = self._labelled(words)
        self.sugar = self._sugar(words)
        self.pounds = self._pounds(words)

    @staticmethod
    def _pulse(words: Words, labelled: str = "") -> str:
        """The pulse after a pair; with `labelled` "?" an unlabelled third number counts."""
        label = rf"(?:(?:el\s+|my\s+|mi\s+)?{words.any_of('pulse')}{GAP}{{0,8}}?){labelled}"
        return rf"(?:[\s,;/.-]*(?:(?:and|y|con|with|w/?)\s+)?{label}{N})?"

    def _labelled(self, words: Words) -> list[tuple[re.Pattern[str], int]]:
        """Pairs whose labels beat the order: each pattern, and 1 or -1 for top first or last."""
        top, bottom, pulse = words.any_of("top"), words.any_of("bottom"), self._pulse(words)

        def before(one: str, other: str) -> re.Pattern[str]:
            return re.compile(
                rf"{one}{GAP}{{0,14}}?{N}{GAP}{{0,24}}?{other}{GAP}{{0,14}}?{N}{pulse}"
            )

        def after(one: str, other: str) -> re.Pattern[str]:
            return re.compile(rf"{N}\s*(?:on\s+)?{one}\W*(?:and|y)?\s*{N}\s*(?:on\s+)?{other}")

        return [
            (before(top, bottom), 1),
            (before(bottom, top), -1),
            (after(top, bottom), 1),
            (after(bottom, top), -1),
        ]

    def _sugar(self, words: Words) -> list[re.Pattern[str]]:
        glucose, mmol = words.any_of("glucose"), words.any_of("mmol")
        return [
            re.compile(rf"{N}\s*(?P<mmol>{mmol})|{N}\s*{words.any_of('mgdl')}"),
            re.compile(rf"{glucose}{GAP}{{0,30}}?{N}(?:\s*(?P<mmol>{mmol}))?"),
            re.compile(rf"{N}\s*(?:de\s+|en\s+|of\s+|my\s+)?{glucose}"),
        ]

    def _pounds(self, words: Words) -> list[re.Pattern[str]]:
        weight, kg, lb = words.any_of("weight"), words.any_of("kg"), words.any_of("lb")
        half = rf"\s*{words.any_of('half')}"
        return [
            re.compile(rf"{N}(?P<half>{half})?\s*(?:(?P<kg>{kg})|{lb})(?P<later_half>{half})?"),
            re.compile(rf"{weight}{GAP}{{0,24}}?{N}(?P<half>{half})?"),
            re.compile(rf"{N}(?P<half>{half})?\s*(?:de\s+)?{weight}"),
        ]
