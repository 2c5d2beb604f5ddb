"""One interpretation of one message: the words, the open check-in and the rules of rank."""

import re
from typing import Callable, Iterable

from nlu.answers import AnswerReader
from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.own_values import OwnValues
from nlu.pending import LastQuestion
from nlu.plausible import HALF, NUMBER, Doubt
from nlu.questions import OpenQuestion
from nlu.settling import least_chance
from nlu.words import fold

# How likely the classifier must find an act before it is believed. Chosen on replies held out of
# training, in the order of harm: an emergency is believed early, an opt-out late.
EMERGENCY = 0.4
HARMLESS = 0.02  # below it a red flag that its own words leave in doubt is passed over
STOP = 0.5
AGAINST_A_READING = 0.6  # to doubt a value that the grammar has read
SURELY_HERS = 0.7  # from here the judge of values outweighs words that doubt the value
NOBODY_ELSES = 0.95  # from here also words that tell of another person's value beside it
AGAINST_A_DOUBT = 0.5  # to pass over a number that would be asked about
LEAST = 0.25  # below it nothing is believed, and the patient is asked

BESIDE_A_READING = (
    "accept",
    "callback",
    "refill",
    "med_question",
    "symptom",
    "device_problem",
    "language",
    "help",
)
ASKS_A_VALUE = ("bp", "glucose", "weight", "none")


class Decider:
    """Emergency, stop, the answer to our last text, then the likeliest act that is possible."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers
        self.questions = OpenQuestion(answers)
        self.last_question = LastQuestion(answers)
        self.own_values = OwnValues(answers.words)
        kin, died = (answers.words.any_of(told) for told in ("far_kin", "died"))
        self.mourned = re.compile(
            rf"{kin}(?:\W+\w+){{0,3}}?\W+{died}|{died}(?:\W+\w+){{0,2}}?\W+{kin}"
        )
        self.person = re.compile(rf"\W*{answers.words.any_of('for_a_person')}\W*")

    def decide(self, heard: Heard) -> Verdict:
        steps: list[Callable[[Heard], Verdict | None]] = [
            self._emergency,
            self._stop,
            self.last_question.answered,
            self.own_values.asked,
            self._language,
            self._person,
            self.questions.plainly,
            self._error_code,
            self._reading,
            self._doubt,
            self._greeting,
            self.questions.answered_earlier,
        ]
        for step in steps:
            if verdict := step(heard):
                return verdict
        return self._likeliest(heard)

    def _emergency(self, heard: Heard) -> Verdict | None:
        """Written red flags, or words that the classifier has learnt to fear.

        A flag is passed over only when its own words and the classifier both see no danger.
        """
        likely = heard.sureness("emergency")
        flagged = heard.emergency and not (heard.doubtful and heard.acts and likely < HARMLESS)
        feared = likely >= EMERGENCY and not self.questions.plainly(heard)
        if not flagged and not feared:
            return None
        sure = RULES_ARE_SURE if flagged else likely
        return Verdict("emergency", self._answer(heard, "emergency"), confidence=sure)

    def _stop(self, heard: Heard) -> Verdict | None:
        """A written wish, or a sentence that the classifier takes for one; never a lone word."""
        if heard.stop:
            return Verdict("stop", self._answer(heard, "stop"), confidence=RULES_ARE_SURE)
        words, sure = fold(heard.text), heard.sureness("stop")
        if sure < STOP or len(words.split()) < 2 or self.mourned.search(words):
            return None  # "GLUCOSA"; "my brother passed away"
        return Verdict("stop", self._answer(heard, "stop"), confidence=sure)

    def _language(self, heard: Heard) -> Verdict | None:
        if not heard.other_language:
            return None
        return Verdict(
            "language",
            self._answer(heard, "language"),
            language=heard.other_language,
            confidence=RULES_ARE_SURE,
        )

    def _person(self, heard: Heard) -> Verdict | None:
        """The word that our own texts promise for a person."""
        asked = self.person.fullmatch(fold(heard.text))
        return Verdict("callback", confidence=RULES_ARE_SURE) if asked else None

    def _greeting(self, heard: Heard) -> Verdict | None:
        """A greeting or thanks alone answers nothing, whatever is open."""
        greets = self.answers.greeting(heard.text)
        return Verdict("chat", confidence=RULES_ARE_SURE) if greets else None

    def _error_code(self, heard: Heard) -> Verdict | None:
        """ "E-3", "Err 2": the device speaks, whatever check-in is open."""
        shown = any(e["as"] == "error code" for e in heard.found.evidence)
        return Verdict("device_problem", confidence=RULES_ARE_SURE) if shown else None

    def _reading(self, heard: Heard) -> Verdict | None:
        """A value that was read is charted, beside whatever else is asked for.

        Only when the words around it speak strongly against it is it asked about, or taken for
        somebody else's.
        """
        if not heard.found.readings:
            return None
        if heard.found.only_values and "?" not in heard.text:
            return Verdict("accept", self._answer(heard, "accept"), confidence=RULES_ARE_SURE)
        hers = least_chance(heard.found)
        if heard.sureness("other_person") >= AGAINST_A_READING and hers < NOBODY_ELSES:
            return Verdict("other_person", readings=[])
        if heard.sureness("clarify") >= AGAINST_A_READING and hers < SURELY_HERS:
            [proposal, *more] = heard.found.readings
            asked = Doubt("several_candidates") if more else Doubt("question", proposal)
            return _asked(asked, heard.text, readings=[])
        return self._beside_a_reading(heard)

    def _beside_a_reading(self, heard: Heard) -> Verdict:
        """What else is said; where no value was asked for, also that the question must wait."""
        waits = () if heard.situation.context in ASKS_A_VALUE else ("later", "clarify")
        act = _best(heard, (*BESIDE_A_READING, *waits))
        reason = self.questions.unclear(heard) if act == "clarify" else None
        return Verdict(act, self._answer(heard, act), reason=reason, confidence=heard.sureness(act))

    def _doubt(self, heard: Heard) -> Verdict | None:
        """A number that cannot be charted as it stands is asked about, unless more was said."""
        if not heard.found.doubts:
            return None
        act = _best(heard, heard.acts)
        if act not in ("accept", "clarify") and heard.sureness(act) >= AGAINST_A_DOUBT:
            return None
        if act == "accept" and self._answer(heard, act):
            return None
        return _asked(*_weightiest(heard.found.doubts))

    def _likeliest(self, heard: Heard) -> Verdict:
        possible = [act for act in heard.acts if self._possible(act, heard)]
        act = _best(heard, possible)
        if act == "stop" and self.mourned.search(fold(heard.text)):
            act = "chat"
        elif not possible or heard.sureness(act) < LEAST or act == "stop":
            return Verdict("clarify", reason="unreadable")  # an opt-out half heard is asked about
        if act == "accept":
            return self._accepted(heard) or Verdict("clarify", reason="unreadable")
        if act == "clarify":
            return Verdict("clarify", reason=self.questions.unclear(heard))
        if act == "language":
            return self._some_language(heard)
        visit = act == "later" and self.answers.words.heard("visit", fold(heard.text))
        return Verdict(
            act,
            self._answer(heard, act),
            reason="visit" if visit else None,
            confidence=heard.sureness(act),
        )

    def _possible(self, act: str, heard: Heard) -> bool:
        """Danger that is only the likeliest of many was not believed before."""
        return act != "emergency" and (act != "accept" or bool(self._accepted(heard)))

    def _accepted(self, heard: Heard) -> Verdict | None:
        """An answer or a call time; nothing else can be accepted without a reading."""
        time = self.questions.call_time(heard)
        answer = self._answer(heard, "accept")
        if not time and not answer:
            return None
        return Verdict("accept", answer, time=time, confidence=heard.sureness("accept"))

    def _answer(self, heard: Heard, act: str) -> str | None:
        return self.questions.answer(heard, act)

    def _some_language(self, heard: Heard) -> Verdict:
        """The other language is wanted, though not by a name that the files know."""
        others = [c for c in self.answers.words.languages if c != heard.situation.language]
        if len(others) != 1:
            return Verdict("clarify", reason="unreadable")
        return Verdict(
            "language",
            self._answer(heard, "language"),
            language=others[0],
            confidence=heard.sureness("language"),
        )


def _best(heard: Heard, acts: Iterable[str]) -> str:
    return max(acts, key=heard.sureness, default="clarify")


def _asked(doubt: Doubt, read: str, **more: list[dict[str, object]]) -> Verdict:
    return Verdict(
        "clarify",
        reason=doubt.reason,
        proposal=doubt.proposal,
        read=read,
        confidence=RULES_ARE_SURE,
        **more,
    )


def _weightiest(doubts: list[tuple[Doubt, str]]) -> tuple[Doubt, str]:
    """The doubt to ask about: one that proposes a whole reading can be settled by a yes."""
    whole = [d for d in doubts if d[0].proposal and d[0].proposal["type"] not in (HALF, NUMBER)]
    return (whole or doubts)[0]
