"""What the classifier learns from: each labelled reply as the live conversation would see it.

Reading tens of thousands of replies is most of a training, so every core takes its part. This
module does not know Rasa: the processes it starts need not load it.
"""

import gc
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from sys import intern
from typing import Any

from nlu.concepts import Concepts
from nlu.grammar import Grammar
from nlu.readings import read
from nlu.situation import Situation
from nlu.taught import holds
from nlu.traits import Noticer, Traits
from nlu.values import surroundings
from nlu.words import Words

AT_ONCE = 500  # replies handed to a process at a time


@dataclass(frozen=True)
class Studied:
    """A reply's traits, and of each value read in it the surroundings and whether it counts."""

    traits: Traits
    values: list[tuple[list[str], bool]]


class Student:
    """Reads labelled replies with the words and concepts that it was given."""

    def __init__(self, languages: Mapping[str, Any], concepts: Mapping[str, Any]) -> None:
        words, self.about = Words(languages), Concepts(concepts)
        self.grammar, self.noticer = Grammar(words), Noticer(words, self.about)

    def study(self, reply: Mapping[str, Any]) -> Studied:
        situation, text = Situation.of(reply), reply["text"]
        found = read(text, self.grammar, situation)
        return Studied(
            self.noticer.traits(text, situation, found),
            [
                (
                    # each sign once a process: so it is handed over once
                    [intern(sign) for sign in surroundings(value, found, situation, self.about)],
                    holds(reply["gold"], value.reading),
                )
                for value in found.values
            ],
        )


def studied(
    replies: Sequence[Mapping[str, Any]], languages: Mapping[str, Any], concepts: Mapping[str, Any]
) -> list[Studied]:
    """Each reply studied, in their order, on all cores."""
    with ProcessPoolExecutor(initializer=_begin, initargs=(languages, concepts)) as cores:
        return list(cores.map(_study, replies, chunksize=AT_ONCE))


def _begin(languages: Mapping[str, Any], concepts: Mapping[str, Any]) -> None:
    global student  # one a process: building the grammar takes a second
    student = Student(languages, concepts)
    gc.freeze()  # what came from the parent is not to be searched for garbage again and again


def _study(reply: Mapping[str, Any]) -> Studied:
    return student.study(reply)
