"""The times beside an act: when to ask again, and when to call."""

import re
from typing import Any, Mapping, Optional

from nlu.situation import Situation
from nlu.when import When, WhenReader
from nlu.words import Words

UNREAD = (None, "unreadable", "partly")  # "in half an hour" is not half of the pills
LONGEST_PROMISE = 10  # words; in a longer text a time belongs to the story
NUMBERS = ("bp", "glucose", "weight", "symptom")


class TimeReader:
    """Reads `again` beside a later, and `call` beside the words for a call."""

    def __init__(self, words: Words) -> None:
        self.when = WhenReader(words)

    def particulars(
        self, folded: str, situation: Situation, follow_up: Optional[str], made: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A time alone, "at 3" or "after dinner", is a later too where it can be nothing else."""
        if made["act"] == "accept" and made["time"]:
            return {"call": self.when.call(folded)}
        if made["act"] == "later" and made["reason"] != "visit":
            return {"again": self.when.again(folded)}
        if made["answer"] and self._answers_nothing(folded, situation, made):
            return {"act": "clarify", "answer": None, "reason": "unreadable"}
        if again := self._promised(folded, situation, made):
            pills = situation.context == "adherence"
            answer = "no" if pills else None
            return {"again": again, "act": "later", "reason": None, "answer": answer}
        return {}

    def _answers_nothing(self, folded: str, situation: Situation, made: Mapping[str, Any]) -> bool:
        """Of pills a time alone says neither that they were taken nor that they will be."""
        pills = situation.context == "adherence" and made["act"] == "accept"
        return pills and self.when.only_a_clock(folded)

    def _promised(
        self, folded: str, situation: Situation, made: Mapping[str, Any]
    ) -> Optional[When]:
        unread = made["act"] in ("clarify", "chat") and made["reason"] in UNREAD
        if not unread or made["readings"] or made["proposal"] or _long(folded):
            return None
        again = self.when.again(folded, surely=True)
        if situation.context in NUMBERS:
            return again
        # Of pills "at 3" may be when they were taken; "in an hour" cannot be.
        return again if situation.context == "adherence" and "minutes" in (again or {}) else None


def _long(folded: str) -> bool:
    return len(re.findall(r"\w+", folded)) > LONGEST_PROMISE
