"""What our last question left open: a proposal to confirm, or a number that lacks the rest."""

import re

from nlu.answers import AnswerReader
from nlu.candidates import Choice
from nlu.claims import Claim
from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.plausible import CANDIDATES, HALF, NUMBER, Doubt, Reading, doubt, half, pair, reading
from nlu.words import fold

UNITS = {"glucose": "mg/dL", "weight": "lb"}
NAMED_BY = {  # what a patient calls the number we asked about -> what it is, and its unit
    "pressure": ("blood_pressure", ""),
    "glucose": ("glucose", "mg/dL"),
    "mgdl": ("glucose", "mg/dL"),
    "mmol": ("glucose", "mmol/L"),
    "kg": ("weight", "kg"),
    "weight": ("weight", "lb"),
    "lb": ("weight", "lb"),
}


class LastQuestion:
    """Reads a reply as the answer to what we asked about the message before it."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers
        self.choice = Choice(answers)

    def answered(self, heard: Heard) -> Verdict | None:
        """None when nothing was left open, or the reply brings a whole reading of its own."""
        pending = heard.situation.pending
        if not pending or heard.found.readings:
            return None
        if pending.get("type") == NUMBER:
            return self._named(heard, float(pending["value"]))
        if pending.get("type") == HALF:
            return _other_half(heard, float(pending["value"]))
        if pending.get("type") == CANDIDATES:
            return self.choice.settled(heard, dict(pending))
        return self._confirmed(heard, dict(pending))

    def _confirmed(self, heard: Heard, proposed: Reading) -> Verdict | None:
        """A yes to "is your blood pressure 120/80?" charts it; a no is asked again.

        What was proposed in place of an earlier reading takes that one back.
        """
        if heard.found.doubts or not self.answers.brief(heard.text):
            return None
        said = self.answers.yes_or_no(heard.text)
        if said and said.said == "yes":
            old = proposed.pop("corrects", None)
            return Verdict("accept", readings=[proposed], wrong=[dict(old)] if old else None)
        return Verdict("clarify", reason="declined") if said else None

    def _named(self, heard: Heard, value: float) -> Verdict | None:
        """ "azúcar", to "what is 142?": both the number and its name are the patient's."""
        folded = fold(heard.text)
        if re.search(r"\d", folded) or not self.answers.brief(heard.text):
            return None
        words = self.answers.words
        named = {what for by, what in NAMED_BY.items() if words.heard(by, folded)}
        kinds = {kind for kind, _ in named}
        if len(kinds) != 1 or words.heard("no", folded):
            return None
        [kind] = kinds
        if kind == "blood_pressure":
            return _asked(Doubt("one_number", half(value)), f"{value:g}")
        unit = next((unit for _, unit in named if unit != UNITS[kind]), UNITS[kind])
        claim = Claim(kind, (value,), 0, 0, (), unit)
        if trouble := doubt(claim):
            return _asked(trouble, f"{value:g}")
        wrong = [{"type": kind}] if (heard.situation.pending or {}).get("corrects") else None
        return Verdict("accept", readings=[reading(claim)], wrong=wrong, confidence=RULES_ARE_SURE)


def _other_half(heard: Heard, first: float) -> Verdict | None:
    """ "138", then "82": asked as 138/82, because two texts are not yet one reading."""
    doubts = [doubt for doubt, _ in heard.found.doubts]
    if len(doubts) != 1 or (doubts[0].proposal or {}).get("type") not in (HALF, NUMBER):
        return None
    assert doubts[0].proposal
    second = float(doubts[0].proposal["value"])
    proposal = pair(first, second)
    return _asked(Doubt("proposal", proposal), f"{first:g}, {second:g}") if proposal else None


def _asked(trouble: Doubt, read: str) -> Verdict:
    return Verdict(
        "clarify",
        reason=trouble.reason,
        proposal=trouble.proposal,
        read=read,
        confidence=RULES_ARE_SURE,
    )
