"""A value that is in question, or a rough one: to be asked about, not charted."""

import re

from nlu.markers import unit_of
from nlu.numbers import NUMBER
from nlu.words import Words


class Asked:
    """Is the value itself in question? A value that is stated first only has a question behind."""

    def __init__(self, words: Words) -> None:
        any_of, unit = words.any_of, unit_of(words)
        self.asking = re.compile(rf"^\W*(?:and\s+|y\s+|but\s+)?{any_of('question')}")
        first = r"^\W*(?:(?:and|y|so|hey|pero|but)\s+)*"
        self.leading = re.compile(rf"{first}{any_of('asks_about')}\W*(?:a\s+)?$")
        self.surely = re.compile(rf"{any_of('asks_surely')}\W*(?:a\s+)?$")
        self.stating = re.compile(any_of("stated"))
        self.judged = re.compile(any_of("judged"))
        joined = rf"(?:{any_of('judging')}\W+){{0,4}}"
        self.about_it = re.compile(
            rf"{unit}\W*(?:(?:{any_of('glucose', 'pressure', 'weight')}|de)\W+)*"
            rf"{joined}{any_of('judged')}"
        )
        self.tag = re.compile(rf"{unit}\W*(?:[a-z']+\W+){{0,1}}?{any_of('is_it')}")
        self.alone = re.compile(rf"{unit}\W*$")

    def about(self, asks: bool, before: str, after: str) -> bool:
        if self.surely.search(before):
            return True
        if self.stating.search(before):
            return False
        judged = bool(self.judged.search(after))
        if self.leading.search(before) and (judged or asks):
            return True
        if asks and (self.asking.search(before) or self.alone.match(after)):
            return True
        return bool((asks and self.about_it.match(after)) or (judged and self.tag.match(after)))


class Rounded:
    """ "Around 140", "130s", "100 and something", "between 128 and 136": no exact value."""

    def __init__(self, words: Words) -> None:
        any_of, unit = words.any_of, unit_of(words)
        self.before = re.compile(
            rf"{any_of('about')}[\s~:]*(?:(?:a|an|the|el|la|los|las|en|at)\s+)?$"
            rf"|(?:between|entre|from|de)\s*{NUMBER}\s*(?:and|to|y|a|-|–)\s*$"
        )
        self.changed = re.compile(
            rf"{any_of('weight_change')}\W+(?:from|de)\s*{NUMBER}\s*(?:to|a)\s*$"
        )
        self.after = re.compile(
            rf"{unit}\W*{any_of('or_so')}(?=\W*$|\s*[,.;!?)]|\s+(?:but|pero|no)\s|\W+{any_of('or_so')})"
            rf"|'?s(?![a-z])|\s?\+(?!\s*{NUMBER})"
            rf"|\s*(?:to|a|-|–|hasta|thru|through)\s*{NUMBER}(?!\s*[/\\])"
        )

    def is_rough(self, before: str, after: str) -> bool:
        if self.changed.search(before):  # "down from 183 to 179": exact, and the last one counts
            return False
        return bool(self.before.search(before) or self.after.match(after))
