"""The check-ins that are answered in words: pills, joining, feeling, a time for a call."""

import re

from nlu.answers import AnswerReader
from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.words import fold

YES_OR_NO = ("adherence", "symptom", "enrollment")
# What an act leaves possible as its answer; any other act may stand beside all three.
POSSIBLE = {
    "accept": ("yes", "no"),
    "clarify": ("none",),
    "other_person": ("none",),
    "chat": ("none",),
    "later": ("no", "none"),
}
NOT_YET = 0.1  # unless a visit is put off, and no pills
STEP_GIVEN = "device_step"  # our last text was something to try
UNCLEAR = {"adherence": "partly", "symptom": "neither", "review": "no_time"}


class OpenQuestion:
    """Reads a reply as the answer to the question that is open."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers
        any_of = answers.words.any_of
        self.figure_alone = re.compile(
            rf"\W*(?:{any_of('at_time')}\s*)?\d+(?:[:.,]\d+)?"
            rf"\s*(?:{any_of('time_units', 'dose')})?\W*"
        )

    def plainly(self, heard: Heard) -> Verdict | None:
        """A reply that is nothing but the answer: 1, 2, YES, NO. No model may doubt it.

        "At 9" or "20 mg" alone is no answer to the pills, though it sounds like a yes.
        """
        context = heard.situation.context
        if context == "adherence" and self.figure_alone.fullmatch(fold(heard.text)):
            return Verdict("clarify", reason="unreadable", confidence=RULES_ARE_SURE)
        if self._still_not(heard):
            return Verdict("device_problem", confidence=RULES_ARE_SURE)
        said = self._plainly(context, heard.text) if context in YES_OR_NO else None
        if not said:
            return None
        act = "symptom" if (context, said) == ("symptom", "no") else "accept"
        return Verdict(act, said, confidence=RULES_ARE_SURE)

    def _still_not(self, heard: Heard) -> bool:
        """ "Still nothing", after we gave her something to try, is the same trouble."""
        tried = heard.situation.follow_up == STEP_GIVEN and not heard.found.readings
        brief = self.answers.brief(heard.text)
        return tried and brief and self.answers.words.heard("still_not", fold(heard.text))

    def answer(self, heard: Heard, act: str) -> str | None:
        """yes, no or None: the likeliest answer that this act allows."""
        context = heard.situation.context
        if context not in YES_OR_NO or not heard.answers:
            return None
        possible = POSSIBLE.get(act, ("yes", "no", "none"))
        if context == "symptom":
            # she is well, or it is a complaint; beside an emergency she is never well
            kept = {"accept": ("yes",), "emergency": ("no", "none")}
            possible = kept.get(act, possible)
        if act == "accept" and heard.found.readings:
            possible = (*possible, "none")  # "127/70" is accepted, and the pills are still asked
        if (context, act) == ("adherence", "later") and heard.answers["no"] >= NOT_YET:
            return "no"  # "in an hour": not yet, though it does not say so
        best = max(possible, key=lambda said: heard.answers.get(said, 0.0))
        return None if best == "none" else best

    def call_time(self, heard: Heard) -> str | None:
        """The words that say when to call: in the review, whatever is accepted says so."""
        return heard.text.strip() or None if heard.situation.context == "review" else None

    def unclear(self, heard: Heard) -> str:
        """The code for what was unclear about an answer in words."""
        context = heard.situation.context
        said = self.answers.yes_or_no(heard.text)
        if context == "adherence" and not (said and said.said == "partly"):
            return "unreadable"
        return UNCLEAR.get(context, "unreadable")

    def answered_earlier(self, heard: Heard) -> Verdict | None:
        """A short answer that fits nothing but another question that is open too.

        Her pressure was asked for after her pills: "yes" can only be about the pills.
        """
        if heard.situation.context in YES_OR_NO or not self.answers.brief(heard.text):
            return None
        open_too = [kind for kind in heard.situation.open[1:] if kind in ("adherence", "symptom")]
        for kind in open_too:
            if said := self._briefly(kind, heard.text):
                act = "symptom" if (kind, said) == ("symptom", "no") else "accept"
                return Verdict(act, said, confidence=RULES_ARE_SURE)
        return None

    def _plainly(self, kind: str, text: str) -> str | None:
        """The answer when the text holds nothing else."""
        if kind == "symptom":
            option = re.fullmatch(r"\W*([12])\W*", fold(text))
            return {"1": "yes", "2": "no"}[option.group(1)] if option else None
        said = re.fullmatch(r"\W*(\w+)\W*", fold(text))
        words = self.answers.words
        return next((s for s in ("yes", "no") if said and words.heard(s, said.group(1))), None)

    def _briefly(self, kind: str, text: str) -> str | None:
        """yes or no to an earlier question: any short yes to the pills, only 1 or 2 to feelings."""
        if kind == "symptom":
            return self._plainly(kind, text)
        said = self.answers.yes_or_no(text)
        return said.said if said and said.said in ("yes", "no") else None
