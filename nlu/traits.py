"""What is noticed about a reply before its meaning is decided: its shape, and marks beside it."""

import re
from dataclasses import dataclass
from typing import Iterator

from nlu.answers import AnswerReader
from nlu.concepts import Concepts
from nlu.readings import Found
from nlu.situation import Situation
from nlu.words import Words, fold

LENGTHS = (0, 1, 2, 4, 8, 16)  # words; a reply is marked with the longest that it reaches
CONCEPTS = (  # of the language files; each is a mark when one of its phrases is heard
    "others",
    "caregiver",
    "past",
    "last_night",
    "today",
    "hypothetical",
    "about",
    "not_yet",
    "partly",
    "no_but_yes",
    "unwell",
    "unwell_signs",
    "well",
    "so_so",
    "visit",
    "thanks",
    "times",
    "ask_language",
)


@dataclass(frozen=True)
class Traits:
    """A reply as the classifier sees it.

    `shaped` is the folded text with what the grammar found as tokens: "la traigo en
    keptbloodpressure". `marks` are facts such as "reads:glucose" or "says:yes". `concepts`: for
    each word or phrase that a list knows, in order, what it is about.
    """

    shaped: str
    context: str
    marks: tuple[str, ...]
    concepts: tuple[tuple[str, ...], ...] = ()


class Noticer:
    """Notices the same traits when a model is trained and when a patient writes.

    Red flags are none of them: their phrases were written with the taught replies in view, so a
    classifier that saw them would learn to fear nothing else.
    """

    def __init__(self, words: Words, concepts: Concepts) -> None:
        self.words, self.concepts = words, concepts
        self.answers = AnswerReader(words)

    def traits(self, text: str, situation: Situation, found: Found) -> Traits:
        shaped = shape(text, found)
        marks = [
            f"channel:{situation.channel}",
            *_of_findings(found),
            *_of_looks(text, shaped),
            *self._of_words(text, situation),
        ]
        about = tuple(self.concepts.find(shaped.split()))
        return Traits(shaped, situation.topic, tuple(marks), about)

    def _of_words(self, text: str, situation: Situation) -> Iterator[str]:
        folded = fold(text)
        yield from (f"hears:{c}" for c in CONCEPTS if self.words.heard(c, folded))
        if said := self.answers.yes_or_no(text):
            yield f"says:{said.said}"
            if not folded[: said.start].strip(" ,.!-¡"):
                yield f"begins:{said.said}"
        if option := self.answers.option(text):
            yield f"option:{option.said}"
        if self.answers.call_time(text):
            yield "time"
        if self.answers.greeting(text):
            yield "greeting"
        if self.answers.only_denies(text):
            yield "denies"


def shape(text: str, found: Found) -> str:
    """The folded text, what the grammar found in it as tokens, runs of a letter squeezed."""
    folded, rest = fold(text), len(text)
    for piece in sorted(found.evidence, key=lambda e: -e["start"]):
        if piece["end"] <= rest:
            token = ("kept" if piece["kept"] else "left") + re.sub(r"\W", "", piece["as"])
            rest = piece["start"]
            folded = f"{folded[:rest]} {token} {folded[piece['end'] :]}"
    folded = re.sub(r"\d+\s*/\s*\d+", " pairtoken ", folded)
    folded = re.sub(r"\d+(?:[.,]\d+)?", " numbertoken ", folded)
    folded = re.sub(r"([a-z])\1{2,}", r"\1\1", folded)
    return " ".join(re.sub(r"([?¿!¡.,;:])", r" \1 ", folded).split())


def _of_findings(found: Found) -> Iterator[str]:
    yield from {f"reads:{reading['type']}" for reading in found.readings}
    yield from {f"doubts:{doubt.reason}" for doubt, _ in found.doubts}
    yield from {f"refuses:{why}" for why in found.refused}
    yield from {f"sees:{piece['as']}" for piece in found.evidence if not piece["kept"]}
    if len(found.readings) > 1:
        yield "reads:several"
    if not found.readings and not found.doubts:
        yield "reads:nothing"


def _of_looks(text: str, shaped: str) -> Iterator[str]:
    count = len(re.findall(r"[a-z]+", shaped))
    yield f"length:{max(least for least in LENGTHS if least <= count)}"
    if "?" in text:
        yield "asks"
    if not re.search(r"[a-z]", re.sub(r"(?:kept|left)[a-z]+|\w+token", "", shaped)):
        yield "wordless"
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) > 3 and all(sign.isupper() for sign in letters):
        yield "capitals"
