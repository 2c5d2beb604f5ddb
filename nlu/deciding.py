"""One interpretation of one message: the words, the open check-in and the rules of rank."""

from typing import Callable

from nlu.answers import AnswerReader
from nlu.hearing import (
    COSTLY,
    LEAST,
    REQUESTS,
    RULES_ARE_SURE,
    STANDS_OUT,
    SURE,
    SURE_BESIDE_A_READING,
    Heard,
    Verdict,
)
from nlu.own_values import OwnValues
from nlu.pending import LastQuestion
from nlu.plausible import HALF, NUMBER, Doubt
from nlu.questions import OpenQuestion
from nlu.words import fold


class Decider:
    """Emergency first, then stop, then what was proposed, requests, readings, the open question."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers
        self.questions = OpenQuestion(answers)
        self.last_question = LastQuestion(answers)
        self.own_values = OwnValues(answers.words)

    def decide(self, heard: Heard) -> Verdict:
        steps: list[Callable[[Heard], Verdict | None]] = [
            self._emergency,
            self._stop,
            self.last_question.answered,
            self.own_values.asked,
            self._language,
            self._request_and_reading,
            self._reading,
            self._doubt,
            self._error_code,
            self._small_talk,
            self.questions.answered,
            self.questions.answered_earlier,
            self._request,
            self._other_person,
        ]
        for step in steps:
            if verdict := step(heard):
                return verdict
        return self._rest(heard)

    def _emergency(self, heard: Heard) -> Verdict | None:
        return Verdict("emergency", confidence=RULES_ARE_SURE) if heard.emergency else None

    def _stop(self, heard: Heard) -> Verdict | None:
        """Only the authored opt-out phrases end a patient's texts, never the classifier alone."""
        return Verdict("stop", confidence=RULES_ARE_SURE) if heard.stop else None

    def _language(self, heard: Heard) -> Verdict | None:
        if not heard.other_language:
            return None
        return Verdict("language", language=heard.other_language, confidence=RULES_ARE_SURE)

    def _request_and_reading(self, heard: Heard) -> Verdict | None:
        beside = heard.found.readings and heard.meaning in COSTLY
        story = len(heard.found.leftover.split()) >= 3
        stands_out = heard.sureness >= SURE and heard.lead >= STANDS_OUT
        if beside and story and (heard.sureness >= SURE_BESIDE_A_READING or stands_out):
            return Verdict(heard.meaning)
        if heard.found.readings and "?" in heard.found.leftover:
            return Verdict("med_question")
        return None

    def _reading(self, heard: Heard) -> Verdict | None:
        if not heard.found.readings:
            return None
        answer = self._spoken_answer(heard)
        return Verdict("accept", answer=answer, confidence=RULES_ARE_SURE)

    def _spoken_answer(self, heard: Heard) -> str | None:
        """The answer beside a value: "138/82 and yes I took them"."""
        if heard.situation.context not in ("adherence", "enrollment"):
            return None
        said = self.answers.yes_or_no(heard.found.leftover)
        return said.said if said and said.said in ("yes", "no") else None

    def _doubt(self, heard: Heard) -> Verdict | None:
        if not heard.found.doubts:
            return None
        asks_about_it = heard.means("med_question", 0.7) and heard.situation.context != "bp"
        doubt, words = _weightiest(heard.found.doubts)
        if asks_about_it and doubt.reason == "not_now":
            return Verdict("med_question")
        return Verdict(
            "clarify",
            reason=doubt.reason,
            proposal=doubt.proposal,
            read=words,
            confidence=RULES_ARE_SURE,
        )

    def _error_code(self, heard: Heard) -> Verdict | None:
        """ "E-3", "Err 2": the device speaks, whatever check-in is open."""
        shown = any(e["as"] == "error code" for e in heard.found.evidence)
        return Verdict("device_problem", confidence=RULES_ARE_SURE) if shown else None

    def _small_talk(self, heard: Heard) -> Verdict | None:
        nodded = heard.situation.context == "none" and self.answers.nod(heard.text)
        greeted = nodded or self.answers.greeting(heard.text)
        return Verdict("chat", confidence=RULES_ARE_SURE) if greeted else None

    def _request(self, heard: Heard) -> Verdict | None:
        if heard.meaning not in REQUESTS or heard.sureness < SURE:
            return None
        if heard.meaning in ("other_person", "language"):
            return None  # only their own rules decide these: a name, a value
        if heard.meaning == "later":
            return self._later(heard)
        return Verdict(heard.meaning)

    def _later(self, heard: Heard) -> Verdict:
        """Not yet; or an agreed visit is moved or missed, and then somebody must know."""
        if self.answers.words.heard("visit", fold(heard.text)):
            return Verdict("later", reason="visit")
        pills = heard.situation.context == "adherence"
        return Verdict("later", answer="no" if pills else None)

    def _other_person(self, heard: Heard) -> Verdict | None:
        of_others = "other person" in heard.found.refused
        named = self.answers.words.heard("others", fold(heard.text))
        meant = named and heard.means("other_person", 0.6)
        return Verdict("other_person") if of_others or meant else None

    def _rest(self, heard: Heard) -> Verdict:
        if heard.means("chat", LEAST if heard.situation.context == "none" else 0.6):
            return Verdict("chat")
        return Verdict("clarify", reason="unreadable")


def _weightiest(doubts: list[tuple[Doubt, str]]) -> tuple[Doubt, str]:
    """The doubt to ask about: one that proposes a whole reading can be settled by a yes."""
    whole = [d for d in doubts if d[0].proposal and d[0].proposal["type"] not in (HALF, NUMBER)]
    return (whole or doubts)[0]
