"""One interpretation of one message: the words, the open check-in and the rules of rank."""

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

from nlu.answers import Answer, AnswerReader
from nlu.plausible import Doubt, Reading
from nlu.readings import Found
from nlu.situation import Situation
from nlu.words import fold

READING_CONTEXTS = ("bp", "glucose", "weight")
REQUESTS = (
    "callback", "refill", "med_question", "symptom", "device_problem", "language", "help", "later",
    "other_person",
)
# How sure the classifier must be. Beside a reading a request must stand out more: a false one
# costs a person's time, a missed one is asked for again. Below LEAST nothing is believed.
SURE_BESIDE_A_READING = 0.55
SURE = 0.42
LEAST = 0.3
RULES_ARE_SURE = 0.99


@dataclass
class Heard:
    """Everything the earlier components found in one message."""

    text: str
    situation: Situation
    found: Found
    emergency: Mapping[str, Any] | None = None  # evidence of a red flag
    stop: bool = False
    ranking: list[Mapping[str, Any]] = field(default_factory=list)
    other_language: str | None = None  # the language a reply asks for by name

    @property
    def meaning(self) -> str:
        return self.ranking[0]["name"] if self.ranking else "clarify"

    @property
    def sureness(self) -> float:
        return float(self.ranking[0]["confidence"]) if self.ranking else 0.0

    def means(self, meaning: str, least: float = SURE) -> bool:
        return self.meaning == meaning and self.sureness >= least


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
    confidence: float | None = None
    read: str | None = None  # the words a question shows: "I read 12/8"


class Decider:
    """Emergency first, then stop, then what was proposed, requests, readings, the open question."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers

    def decide(self, heard: Heard) -> Verdict:
        steps: list[Callable[[Heard], Verdict | None]] = [
            self._emergency, self._stop, self._pending, self._language, self._request_and_reading,
            self._reading, self._doubt, self._small_talk, self._open_question, self._request,
            self._other_person,
        ]
        for step in steps:
            if verdict := step(heard):
                return verdict
        return self._rest(heard)

    def _emergency(self, heard: Heard) -> Verdict | None:
        return Verdict("emergency", confidence=RULES_ARE_SURE) if heard.emergency else None

    def _stop(self, heard: Heard) -> Verdict | None:
        if heard.stop:
            return Verdict("stop", confidence=RULES_ARE_SURE)
        wants_out = heard.means("stop", 0.75) and not heard.found.readings
        return Verdict("stop") if wants_out else None

    def _pending(self, heard: Heard) -> Verdict | None:
        """A yes to "is your blood pressure 120/80?" charts it; a no is asked again."""
        if not heard.situation.pending or heard.found.readings or heard.found.doubts:
            return None
        said = self.answers.yes_or_no(heard.text)
        if not said or not self.answers.brief(heard.text):
            return None
        if said.said == "yes":
            return Verdict("accept", readings=[dict(heard.situation.pending)])
        return Verdict("clarify", reason="declined")

    def _language(self, heard: Heard) -> Verdict | None:
        if not heard.other_language:
            return None
        return Verdict("language", language=heard.other_language, confidence=RULES_ARE_SURE)

    def _request_and_reading(self, heard: Heard) -> Verdict | None:
        beside = heard.found.readings and heard.meaning in REQUESTS[:5]
        story = len(heard.found.leftover.split()) >= 3
        if beside and story and heard.sureness >= SURE_BESIDE_A_READING:
            return Verdict(heard.meaning)
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
        asks_about_it = heard.means("med_question", 0.7) and not heard.situation.context == "bp"
        doubt, words = _weightiest(heard.found.doubts)
        if asks_about_it and doubt.reason == "not_now":
            return Verdict("med_question")
        return Verdict(
            "clarify", reason=doubt.reason, proposal=doubt.proposal, read=words,
            confidence=RULES_ARE_SURE,
        )

    def _small_talk(self, heard: Heard) -> Verdict | None:
        return Verdict("chat", confidence=RULES_ARE_SURE) if self.answers.greeting(heard.text) else None

    def _open_question(self, heard: Heard) -> Verdict | None:
        question = {
            "adherence": self._pills, "enrollment": self._joining, "symptom": self._feeling,
            "review": self._call_time,
        }.get(heard.situation.context)
        return question(heard) if question else None

    def _pills(self, heard: Heard) -> Verdict | None:
        said = self._brief_answer(heard)
        if not said:
            return None
        if said.said == "later":
            return Verdict("later", answer="no")
        if said.said == "partly":
            return Verdict("clarify", reason="partly")
        why = heard.meaning if heard.meaning in REQUESTS[:5] and heard.sureness >= SURE else "accept"
        return Verdict(why, answer=said.said)

    def _brief_answer(self, heard: Heard) -> Answer | None:
        """A yes or no in a short reply, or in a long one that the classifier reads as one."""
        said = self.answers.yes_or_no(heard.text)
        leads = bool(said) and not fold(heard.text)[: said.start].strip(" ,.!-¡")
        brief = leads or self.answers.brief(heard.text)
        if said and (brief or heard.meaning in ("yes", "no", said.said)):
            asks = heard.meaning in REQUESTS[:7] and heard.sureness >= 0.6 and said.start > 0
            return None if asks and said.said != "no" else said
        if not said and heard.meaning in ("yes", "no") and heard.sureness >= SURE:
            return Answer(heard.meaning, 0, len(heard.text))  # type: ignore[arg-type]
        return None

    def _joining(self, heard: Heard) -> Verdict | None:
        said = self._brief_answer(heard)
        if not said:
            return None
        if said.said in ("later", "partly"):
            return Verdict("later")
        return Verdict("accept", answer=said.said)

    def _feeling(self, heard: Heard) -> Verdict | None:
        option = self.answers.option(heard.text)
        if option and option.said == "no":
            return Verdict("symptom", answer="no")
        if heard.means("symptom"):
            return Verdict("symptom", answer="yes" if option else "no")
        asks = heard.meaning in REQUESTS and heard.sureness >= 0.6
        return Verdict("accept", answer="yes") if option and not asks else None

    def _call_time(self, heard: Heard) -> Verdict | None:
        if heard.meaning in ("help", "later", "med_question", "symptom") and heard.sureness >= 0.6:
            return None
        time = self.answers.call_time(heard.text)
        if time:
            return Verdict("accept", time=time)
        agreed = self.answers.yes_or_no(heard.text)
        return Verdict("clarify", reason="no_time") if agreed and agreed.said == "yes" else None

    def _request(self, heard: Heard) -> Verdict | None:
        if heard.meaning not in REQUESTS or heard.sureness < SURE:
            return None
        if heard.meaning in ("other_person", "language"):
            return None  # only their own rules decide these: a name, a value
        unanswered = heard.meaning == "later" and heard.situation.context == "adherence"
        return Verdict(heard.meaning, answer="no" if unanswered else None)

    def _other_person(self, heard: Heard) -> Verdict | None:
        of_others = "other person" in heard.found.refused
        named = self.answers.words.heard("others", fold(heard.text))
        meant = named and heard.means("other_person", 0.6)
        return Verdict("other_person") if of_others or meant else None

    def _rest(self, heard: Heard) -> Verdict:
        if heard.situation.context == "none" and heard.meaning == "chat" and heard.sureness >= LEAST:
            return Verdict("chat")
        if heard.means("chat", 0.6):
            return Verdict("chat")
        return Verdict("clarify", reason="unreadable")


def _weightiest(doubts: list[tuple[Doubt, str]]) -> tuple[Doubt, str]:
    """The doubt to ask about: one with a proposal can be settled by a yes."""
    return next((d for d in doubts if d[0].proposal), doubts[0])
