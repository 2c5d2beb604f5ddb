"""What the components found in one message, and what is decided from it."""

from dataclasses import dataclass, field
from typing import Any, Mapping

from nlu.plausible import Reading
from nlu.readings import Found
from nlu.situation import Situation

RULES_ARE_SURE = 0.99  # the confidence of what written rules decide


@dataclass
class Heard:
    """Everything the earlier components found in one message.

    `acts` and `answers`: label -> probability, as the classifier gives them.
    """

    text: str
    situation: Situation
    found: Found
    emergency: Mapping[str, Any] | None = None  # evidence of a red flag
    doubtful: bool = False  # the words around the red flag speak against danger
    stop: bool = False
    acts: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, float] = field(default_factory=dict)
    other_language: str | None = None  # the language a reply asks for by name

    def sureness(self, act: str) -> float:
        return self.acts.get(act, 0.0)


@dataclass
class Verdict:
    """The decided part of an interpretation."""

    act: str
    answer: str | None = None
    reason: str | None = None
    time: str | None = None
    language: str | None = None
    proposal: Reading | None = None
    readings: list[Reading] | None = None
    wrong: list[Reading] | None = None  # earlier readings taken back; None: as the grammar found
    confidence: float | None = None
    read: str | None = None  # the words a question shows: "I read 12/8"
