"""Yes, no, well, unwell, a time: the answers to the check-ins that are no number."""

import re
from dataclasses import dataclass
from typing import Literal

from nlu.words import Words, fold

Said = Literal["yes", "no", "partly", "later"]
PHONE_NUMBER = re.compile(r"(?:\d{3}\W{0,2})?\d{3}[ .-]?\d{4}(?!\d)")
LEAST_WORDS_OF_A_STORY = 7  # longer than that, one "yes" or "no" word is no answer by itself


@dataclass(frozen=True)
class Answer:
    """What was answered, and with which words."""

    said: Said
    start: int
    end: int


class AnswerReader:
    """Reads a yes/no reply; what it leaves undecided is None, and the classifier may help."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def yes_or_no(self, text: str) -> Answer | None:
        """Which of the answers a reply gives; the words that come first decide."""
        folded = fold(text)
        heard = self.words.pattern
        if (again := heard("no_but_yes").search(folded)) and not self._longer_no(folded, again):
            return Answer("yes", *again.span())
        unfinished: tuple[tuple[Said, str], ...] = (("later", "not_yet"), ("partly", "partly"))
        for said, concept in unfinished:
            if found := heard(concept).search(folded):
                sure = heard("yes").match(folded) and said == "later"
                if not sure:
                    return Answer(said, *found.span())
        return self._plain(folded)

    def _longer_no(self, folded: str, found: re.Match[str]) -> bool:
        """ "No I did" is a yes, "no I did not" begins with the same words and is none."""
        longer = self.words.pattern("no").match(folded, found.start())
        return longer is not None and longer.end() > found.end()

    def _plain(self, folded: str) -> Answer | None:
        no, yes = (self.words.pattern(word).search(folded) for word in ("no", "yes"))
        if no and (not yes or no.start() <= yes.start() or _denied(folded, yes.start())):
            return Answer("no", *no.span())
        return Answer("yes", *yes.span()) if yes else None

    def option(self, text: str) -> Answer | None:
        """Reply 1 when well, 2 with concerns: the figure, its word, or how the patient feels."""
        folded = fold(text)
        if figure := re.search(r"(?<![\d.,/a-z])([12])(?![\d.,/])", folded):
            said: Said = "yes" if figure.group(1) == "1" else "no"
            return Answer(said, *figure.span())
        if word := re.fullmatch(r"\W*(?:(one|uno|una)|(two|too|dos))\W*", folded):
            return Answer("yes" if word.group(1) else "no", *word.span())
        if so_so := self.words.pattern("so_so").search(folded):
            return Answer("partly", *so_so.span())
        for concept, said in (("unwell", "no"), ("unwell_signs", "no"), ("well", "yes")):
            found = self.words.pattern(concept).search(folded)
            if found and not (said == "no" and _denied(folded, found.start())):
                return Answer(said, *found.span())
        if self.words.heard("unwell", folded):  # "no pain, no dizziness": the worst denied
            return Answer("yes", 0, len(folded))
        return None

    def only_denies(self, text: str) -> bool:
        """ "No chest pain or anything, all good": every complaint named is one she has not."""
        folded = fold(text)
        named = list(self.words.pattern("unwell").finditer(folded))
        return bool(named) and all(_denied(folded, found.start()) for found in named)

    def call_time(self, text: str) -> str | None:
        """The words that say when to call: any limit on day or hour counts."""
        folded = PHONE_NUMBER.sub(" ", fold(text))
        clock = re.search(r"(?<![\d/])(?:[01]?\d|2[0-3])(?:[:.]?[0-5]\d)?(?![\d/])", folded)
        named = self.words.heard("times", folded)
        return text.strip() if named or clock else None

    def greeting(self, text: str) -> bool:
        folded = fold(text)
        rest = self.words.pattern("thanks").sub(
            " ", self.words.pattern("greetings").sub(" ", folded)
        )
        greeted = self.words.heard("greetings", folded) or self.words.heard("thanks", folded)
        return greeted and not re.search(r"[a-z0-9]", rest)

    def nod(self, text: str) -> bool:
        """A thumb, a heart, a smile and no word: with nothing asked it answers nothing."""
        folded = fold(text)
        kind = self.words.heard("yes", folded) or self.words.heard("well", folded)
        return kind and not re.search(r"\w", folded)

    def brief(self, text: str) -> bool:
        """Short enough that its one "yes" or "no" is the answer, not a word of a story."""
        return len(re.findall(r"\w+", text)) < LEAST_WORDS_OF_A_STORY


def _denied(folded: str, at: int) -> bool:
    before = folded[max(0, at - 14) : at]
    return bool(
        re.search(
            r"(?<![a-z])(?:no|not|without|sin|ningun|ninguna|any|never|nada de)\s+(?:\w+\s+)?$",
            before,
        )
    )
