"""Why the medicines were missed: in the NO itself, or in the answer to our question after it."""

import re
from typing import Any, Mapping, Optional

from nlu.answers import AnswerReader
from nlu.situation import Situation
from nlu.words import Words

ASKED_WHY = "why_missed"  # our last text asked what happened
OPTIONS = ("forgot", "none_left", "harm", "other")  # in the order our question gives them
BY_ACT = {"refill": "none_left", "symptom": "harm"}
WORDS_FIRST = ("none_left", "harm", "forgot", "other")  # what costs most if it is lost
GRAVE = ("emergency", "stop")
OTHERWISE_MEANT = (
    *GRAVE,
    *("help", "language", "other_person", "device_problem"),
    *("callback", "med_question"),
)
UNREAD = (None, "unreadable", "declined")  # reasons of a clarify that found no number to ask about


class MissedReader:
    """Reads `why`: forgot, none_left, harm, other; None where she gave no reason."""

    def __init__(self, words: Words) -> None:
        self.words, self.answers = words, AnswerReader(words)
        units = {
            name: value
            for told in words.languages.values()
            for name, value in told["hears"]["numbers"]["units"].items()
        }
        self.figures = {"una": 1, **units, **{str(n): n for n in range(1, 5)}}

    def particulars(
        self, folded: str, situation: Situation, follow_up: Optional[str], made: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """`why`, and for the answer to our question the act it then is."""
        if made["answer"] == "no" and "adherence" in situation.open:
            return {"why": self._beside_no(folded, made) if made["act"] != "later" else None}
        if follow_up != ASKED_WHY or made["readings"]:
            return {"why": None}
        offered = made["act"] not in GRAVE and self.answers.brief(folded) and self._in_words(folded)
        if offered:  # as our question put it: no model may doubt it
            return {"why": offered} if BY_ACT.get(made["act"]) == offered else _accepted(offered)
        return {"why": None} if made["act"] in OTHERWISE_MEANT else self._answered(folded, made)

    def _beside_no(self, folded: str, made: Mapping[str, Any]) -> Optional[str]:
        if why := BY_ACT.get(made["act"]) or self._in_words(folded):
            return why
        tells = self.words.heard("because", folded) or not self.answers.brief(folded)
        return "other" if tells or made["act"] == "callback" else None

    def _answered(self, folded: str, made: Mapping[str, Any]) -> Mapping[str, Any]:
        if option := self._option(folded):
            return _accepted(option)
        if why := BY_ACT.get(made["act"]):
            return {"why": why}
        if made["act"] == "later" and not made["reason"]:
            return _accepted("other")
        if made["act"] not in ("clarify", "chat", "accept") or made["reason"] not in UNREAD:
            return {"why": None}
        if why := self._in_words(folded):
            return _accepted(why)
        return self._told(folded, made)

    def _told(self, folded: str, made: Mapping[str, Any]) -> Mapping[str, Any]:
        """A sentence is her reason in her own words; a yes, a no or a thank-you tells none."""
        words = re.findall(r"[a-z]+", folded)
        nods = self.answers.brief(folded) and self.answers.yes_or_no(folded)
        if made["act"] == "clarify" and nods:
            return {"why": None, "act": "chat", "reason": None}
        tells = made["act"] == "clarify" and len(words) >= 2 and not re.search(r"\d", folded)
        return _accepted("other") if tells else {"why": None}

    def _option(self, folded: str) -> Optional[str]:
        """The whole message is 1, 2, 3 or 4, as a figure or a word."""
        if option := re.fullmatch(r"\W*(?:la |el |opcion |option |number )?(\w+)\W*", folded):
            number = self.figures.get(option.group(1), 0)
            return OPTIONS[number - 1] if 1 <= number <= len(OPTIONS) else None
        return None

    def _in_words(self, folded: str) -> Optional[str]:
        for why in WORDS_FIRST:
            if self.words.heard(f"missed_{why}", folded):
                return why
        return None


def _accepted(why: str) -> Mapping[str, Any]:
    return {"why": why, "act": "accept", "answer": None, "reason": None, "proposal": None}
