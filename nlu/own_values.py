""" "What did you write down?": her own last values, which need no person to answer."""

import re

from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.words import Words, fold

# More words than this beside the question are a message of their own: a person must see it.
MOST_WORDS_BESIDE = 4


class OwnValues:
    """Reads a question for what was kept of her own readings; the words are in every language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def asked(self, heard: Heard) -> Verdict | None:
        """None when she sends a value too, or says more than the question.

        "Lo que anoto en mi libreta" is no question: its words come first, or a question mark does.
        """
        if heard.found.readings or heard.found.doubts or re.search(r"\d", heard.text):
            return None
        folded = fold(heard.text)
        question = self.words.pattern("own_values").search(folded)
        if not question:
            return None
        before, after = folded[: question.start()], folded[question.end() :]
        leads = not self._words(before)
        beside = self._words(f"{before} {after}")
        if not (leads or re.search("[?¿]", folded)) or len(beside) > MOST_WORDS_BESIDE:
            return None
        return Verdict("med_question", reason="own_values", confidence=RULES_ARE_SURE)

    def _words(self, folded: str) -> list[str]:
        """The words that are neither a greeting nor thanks."""
        plain = folded
        for courtesy in ("greetings", "thanks"):
            plain = self.words.pattern(courtesy).sub(" ", plain)
        return re.findall(r"[a-z]+", plain)
