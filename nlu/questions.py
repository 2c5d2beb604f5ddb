"""The check-ins that are answered in words: pills, joining, feeling, a time for a call."""

import re

from nlu.answers import Answer, AnswerReader
from nlu.hearing import COSTLY, REQUESTS, SURE, Heard, Verdict
from nlu.words import fold

CLEARLY = 0.6  # a meaning this sure outweighs a "yes" or a figure that merely stands in the text


class OpenQuestion:
    """Reads a reply as the answer to the question that is open."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers

    def answered(self, heard: Heard) -> Verdict | None:
        """What the reply answers; None when it answers nothing that is open."""
        question = {
            "adherence": self._pills,
            "enrollment": self._joining,
            "symptom": self._feeling,
            "review": self._call_time,
        }.get(heard.situation.context)
        return question(heard) if question else None

    def answered_earlier(self, heard: Heard) -> Verdict | None:
        """A short answer that fits nothing but another question that is open too.

        Her pressure was asked for after her pills: "yes" can only be about the pills.
        """
        if heard.found.doubts or not self.answers.brief(heard.text):
            return None
        open_too = [kind for kind in heard.situation.open[1:] if kind in ("adherence", "symptom")]
        for kind in open_too:
            said = self._plainly(kind, heard.text)
            if said:
                act = "symptom" if (kind, said) == ("symptom", "no") else "accept"
                return Verdict(act, answer=said)
        return None

    def _plainly(self, kind: str, text: str) -> str | None:
        """The answer when nothing else stands in the text: yes, no, 1 or 2."""
        if kind == "symptom":
            option = re.fullmatch(r"\W*([12])\W*", fold(text))
            return {"1": "yes", "2": "no"}[option.group(1)] if option else None
        said = self.answers.yes_or_no(text)
        return said.said if said and said.said in ("yes", "no") else None

    def _pills(self, heard: Heard) -> Verdict | None:
        said = self._brief_answer(heard)
        if not said:
            return None
        if said.said == "later":
            return Verdict("later", answer="no")
        if said.said == "partly":
            return Verdict("clarify", reason="partly")
        why = heard.meaning if heard.meaning in COSTLY and heard.sureness >= SURE else "accept"
        return Verdict(why, answer=said.said)

    def _brief_answer(self, heard: Heard) -> Answer | None:
        """A yes or no in a short reply, or in a long one that the classifier reads as one."""
        said = self.answers.yes_or_no(heard.text)
        leads = bool(said) and not fold(heard.text)[: said.start].strip(" ,.!-¡")
        brief = leads or self.answers.brief(heard.text)
        if said and (brief or heard.meaning in ("yes", "no", said.said)):
            asks = (
                heard.meaning in (*COSTLY, "language", "help")
                and heard.sureness >= 0.6
                and said.start > 0
            )
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
        if option and option.said == "partly" and not heard.means("symptom", CLEARLY):
            return Verdict("clarify", reason="neither")
        if option and self.answers.only_denies(heard.text):
            return Verdict("accept", answer="yes")
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
