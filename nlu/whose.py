"""Whose number it is and of when: past, other people, targets, suppositions, questions."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nlu.doubtful import Asked, Rounded
from nlu.markers import Markers
from nlu.numbers import NUMBER
from nlu.places import Place, place_of
from nlu.words import Words

SIGN = re.compile(NUMBER)
FEW = 3  # words: with so many before a comma, the comma ends what a marker governs
FAR_WHEN, FAR_WHO, FAR_IF = 8, 7, 6  # words between a marker and the number it governs
NEAR = 40  # characters to a marker right before a number


@dataclass(frozen=True)
class Whole:
    """What a message says of all its numbers at once."""

    refused: str | None
    caregiver: bool


class Governors:
    """Finds the words that govern a number: the marker right behind it, or the last before it."""

    def __init__(self, words: Words) -> None:
        any_of = words.any_of
        self.markers = Markers(words)
        self.whole = lru_cache(maxsize=4)(self._whole)  # asked once a message, not once a number
        self.supposed = re.compile(any_of("hypothetical"))
        self.splits = re.compile(any_of("splits"))
        vitals = any_of("pressure", "glucose", "weight", "reading")
        small = rf"(?:\W+(?:it|a|at|en|de|la|el|the|con|with|{vitals}))*\W*$"
        self.measured_here = re.compile(any_of("measured") + small)
        self.comparing = re.compile(rf"{any_of('comparing')}\s*(?:the\s+|el\s+|la\s+)?$")
        # "happy sunday", "hoy domingo": the day it is
        self.greeting = re.compile(rf"(?:happy|feliz|buen|good|blessed|{any_of('today')})[\s,]+$")
        self.says = re.compile(rf"\W*{any_of('says')}")
        self.goes_on = re.compile(rf"\W*(?:$|[,;)?!.]|{any_of('goes_on')}|{NUMBER})")
        daytime = rf"(?:\s+(?:in\s+the\s+|en\s+la\s+)?{any_of('daytimes')})?"
        self.ends = re.compile(rf"{daytime}\s*(?:$|[.,;!?)])")
        self.owning = re.compile(rf"{any_of('owning')}\W+(?:(?:the|la|el|my|mi|her|su)\s+)?$")
        self.thing = re.compile(rf"\W*s?\s*{any_of('no_person')}")
        self.rejecting = re.compile(rf"{any_of('instead_of')}\s+$")
        self.unsure_whose = re.compile(any_of("unsure_whose"))
        self.asked, self.rounded = Asked(words), Rounded(words)
        self.ours = re.compile(
            rf"{any_of('our_words')}|^\W*{any_of('reacted')}\s*[\"“«]|{any_of('our_example')}"
        )

    def _whole(self, shape: str) -> Whole:
        ours, unsure = self.ours.search(shape), self.unsure_whose.search(shape)
        refused = "our example" if ours else "question" if unsure else None
        return Whole(refused, bool(self.markers.caregiver.search(shape)))

    def judge(self, shape: str, start: int, end: int, context: str) -> str | None:
        """Why the number at this place may not be charted; None when nothing speaks against it."""
        if told := self.whole(shape).refused:
            return told
        place = place_of(shape, start, end)
        if self._rejected(place):
            return "corrected"
        when = self._when(place)
        if when == "weekday":
            when = None if context == "review" else "past"  # there it says when to call
        if when in ("past", "last_night"):
            return when
        if self._of_another(shape, place):
            return "other person"
        if self._if(place):
            return "hypothetical"
        if self.asked.about(place.asks, place.before, place.after):
            return "question"
        return "approximate" if self.rounded.is_rough(place.before, place.after) else None

    def is_of_today(self, shape: str, start: int, end: int) -> bool:
        return self._when(place_of(shape, start, end)) == "today"

    def _rejected(self, place: Place) -> bool:
        """ "148/92 not 184/92"; a lone "no 118/76" brings the right value."""
        rejecting = self.rejecting.search(place.before)
        if not rejecting:
            return False
        plain = rejecting.group().strip() == "no"
        return not plain or bool(re.search(NUMBER, place.before))

    def _when(self, place: Place) -> str | None:
        """Put on either side: "ayer 150/90, hoy 138/82" and "150/90 yesterday, 138/82 now".

        Where a marker stands on both, what the thought begins with, a number or a marker, tells.
        """
        before, behind = self._when_right_before(place), self._when_behind(place)
        if before and behind and self._begins_with_number(place.thought):
            return behind
        return before or behind or self._when_before(place)

    def _begins_with_number(self, thought: str) -> bool:
        first_number, first_marker = (p.search(thought) for p in (SIGN, self.markers.when))
        return bool(first_number and first_marker and first_number.start() < first_marker.start())

    def _when_right_before(self, place: Place) -> str | None:
        """The marker that only small words part from the number."""
        found = list(self.markers.when.finditer(place.before[-NEAR:]))
        between = place.before[-NEAR:][found[-1].end() :] if found else ""
        if not found or "," in between or len(_words(between)) >= FEW or re.search(NUMBER, between):
            return None
        return self._when_before(place)

    def _when_behind(self, place: Place) -> str | None:
        close, beyond = self.markers.after_when
        if found := close.match(place.after):
            rest = place.after[found.end() :]
            if "," in found["gap"]:
                stays = self.ends.match(rest)
            else:
                stays = found.lastgroup == "today" or self.goes_on.match(rest)
            if stays and not self._compared(place.after, found):
                return found.lastgroup
        elif (found := beyond.match(place.after)) and not self._compared(place.after, found):
            return found.lastgroup
        return None

    def _compared(self, text: str, found: re.Match[str]) -> bool:
        """ "Same as yesterday, 183": what is only compared with the past is of today."""
        before = text[: found.start(found.lastgroup or 0)]
        return bool(self.comparing.search(before))

    def _when_before(self, place: Place) -> str | None:
        for found in reversed(list(self.markers.when.finditer(place.before))):
            if self.greeting.search(place.before[: found.start()]):
                continue
            if found.lastgroup == "today":
                return "today"
            between = place.before[found.end() :]
            compared = self._compared(place.before, found)
            told = len(_words(_clause(place.before[: found.start()]))) >= FEW
            ends = "," in between and (compared or told)
            if ends or not self._reaches(between, FAR_WHEN):
                return None
            return found.lastgroup if not compared or len(_words(between)) <= FEW else None
        return None

    def _reaches(self, between: str, far: int) -> bool:
        """Whether a marker still governs the number behind these words."""
        words, comma = _words(between), between.partition(",")
        if self.measured_here.search(between) and len(words) <= 2 * far:
            return True
        if len(words) > far or between.count(",") > 1:
            return False
        if comma[1] and len(_words(comma[0])) >= FEW:
            return False
        return not self.splits.search(between)

    def _of_another(self, shape: str, place: Place) -> bool:
        """Of somebody else; of a caregiver, what she calls her own."""
        if self.whole(shape).caregiver:
            return bool(self.markers.own.search(place.before)) or bool(
                re.match(rf"{self.markers.linked}me(?![a-z])", place.after)
            )
        return self._who(place) == "other"

    def _who(self, place: Place) -> str | None:
        if (found := self.markers.after_who[0].match(place.after)) and found.lastgroup == "other":
            rest = place.after[found.end() :]
            of_next = "," in found["gap"] and re.match(rf"\W*{NUMBER}", rest)
            owned = self.owning.search(found["gap"]) and not self.thing.match(rest)
            if not of_next and (owned or self.goes_on.match(rest)):
                return "other"
        for found in reversed(list(self.markers.who.finditer(place.before))):
            if found.lastgroup == "mine":
                return "mine"
            between = place.before[found.end() :]
            if self.says.match(between) or not self._reaches(between, FAR_WHO):
                return None
            return "other"
        return None

    def _if(self, place: Place) -> bool:
        found = list(self.supposed.finditer(place.before))
        between = place.before[found[-1].end() :] if found else ""
        return bool(found) and len(_words(between)) <= FAR_IF and not self.splits.search(between)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text)


def _clause(text: str) -> str:
    """What stands since the last comma."""
    return text.rpartition(",")[2]
