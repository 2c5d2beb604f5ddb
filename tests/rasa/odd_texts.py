"""Ten thousand texts that no list of examples would hold, the same ones in every run.

A plain seeded generator: what it makes depends on nothing but the seed and the words and replies
that the repository holds, so that a text that fails can be made again.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.languages import read_languages
from nlu.situation import KINDS

SEED = 20261121
LONGEST = 1600  # characters, as a carrier delivers them
MANY, LONG = 9_850, 150  # of all texts, and of those of full length
# fmt: off
ODDITIES = (
    *"áéíóúüñÁÉÍÓÚÜÑàèçöß",
    *("a\u0301", "e\u0301", "i\u0301", "o\u0301", "u\u0301", "u\u0308", "n\u0303"),  # decomposed
    *"１３８／８２．５，", *"٠١٢٣٤٥٦٧٨٩", *"०१२३", *"¹²³½¼¾⅓", *"①②⑩Ⅻⅷ", *"𝟏𝟑𝟖𝟚", "1️⃣", "3️⃣", "8️⃣",
    *"😀👍👎❤🫀💉🩸⚖🆘", "👩🏽‍⚕️", "🇲🇽", "❤️",
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f"),  # seen by nobody
    *("\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"),  # right to left and back
    *"аеосрухіАВСЕНКМОРТХ", *"οΟΙΡ",  # Cyrillic and Greek letters that look like Latin ones
    *"\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029", *"\t\n\r \u00a0\u2009\u3000",
    *"אבשلا中文한ไทย", *("\ud83d", "\udc00", "\ue000", "\ue0ff", "\U0010ffff", "\uffff"),
)
SIGNS = tuple("0123456789/\\.,:;-–—_'\"“”¿?¡!()[]{}<>&%$#@*+=~^|`´’°ºª")
# fmt: on
FIGURES = (
    *("138", "82", "138/82", "13882", "12/8", "82/138", "142", "7.8", "7,8", "184.5", "184", "72"),
    *("1", "0", "007", "98.6", "2026", "7:30", "11/21/2026", "555-1234", "1e5", "9" * 30, "1,384"),
)


@dataclass(frozen=True)
class Sent:
    """One text and the situation it is sent in."""

    text: str
    metadata: dict[str, Any]


class OddTexts:
    """Makes texts from the words and the taught replies of the repository."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.words = list(_words())
        self.replies = list(_taught_replies())
        self.ways: Sequence[Callable[[], str]] = (
            *(self.of_any_sign, self.of_odd_signs, self.of_words, self.of_words_and_figures),
            *(self.mistyped, self.with_an_oddity, self.two_replies, self.repeated),
        )

    def made(self) -> Iterator[Sent]:
        """Short texts of every kind, then texts of 1,600 characters."""
        for number in range(MANY):
            yield self.sent(self.ways[number % len(self.ways)]()[:LONGEST])
        for number in range(LONG):
            way = self.ways[number % len(self.ways)]
            text = way()
            while len(text) < LONGEST:
                text += self.random.choice(("", " ", "\n", ". ")) + way()
            yield self.sent(text[:LONGEST])

    def sent(self, text: str) -> Sent:
        one = self.random
        context = one.choice(KINDS)
        told: dict[str, Any] = {"context": context, "open_check_ins": [context]}
        told |= {"language": one.choice(("en", "es")), "channel": one.choice(("sms", "voice"))}
        if one.random() < 0.3:
            told["recent"] = {"bp": "151/93", "glucose": "117 mg/dL", "weight": "196 lb"}
            told["today"] = ["bp", "glucose"]
        return Sent(text, told)

    def of_any_sign(self) -> str:
        return "".join(chr(self.random.randrange(0x110000)) for _ in range(self._few()))

    def of_odd_signs(self) -> str:
        return self._some("", ODDITIES, SIGNS, tuple("abcdeio lbkgmxy"))

    def of_words(self) -> str:
        return self._some(" ", self.words)

    def of_words_and_figures(self) -> str:
        return self._some(self.random.choice((" ", " ", "", ", ")), self.words, FIGURES, SIGNS)

    def reply(self) -> str:
        return self.random.choice(self.replies)

    def mistyped(self) -> str:
        """A taught reply with signs dropped, doubled and swapped."""
        signs = list(self.reply())
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(signs)) if signs else 0
            match self.random.randrange(3):
                case 0:
                    del signs[at : at + 1]
                case 1:
                    signs[at:at] = signs[at : at + 1]
                case _:
                    signs[at : at + 2] = signs[at : at + 2][::-1]
        return "".join(signs)

    def with_an_oddity(self) -> str:
        """A taught reply with something odd in its middle."""
        text = self.reply()
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randint(0, len(text))
            text = text[:at] + self.random.choice(ODDITIES + SIGNS) + text[at:]
        return text

    def two_replies(self) -> str:
        joint = self.random.choice((" ", ". ", "\n", ", ", " and ", " y ", "", "? "))
        return self.reply() + joint + self.reply()

    def repeated(self) -> str:
        """One piece again and again: what makes a careless pattern slow."""
        piece = self.random.choice((*self.words, *ODDITIES, *SIGNS, *FIGURES, self.reply()))
        return (piece + self.random.choice(("", " ", ", "))) * self._few()

    def _few(self) -> int:
        return int(self.random.expovariate(1 / 12)) % 80

    def _some(self, joint: str, *kinds: Sequence[str]) -> str:
        return joint.join(self.random.choice(self.random.choice(kinds)) for _ in range(self._few()))


def _words() -> Iterator[str]:
    """Every word the language files and the lists of concepts hear."""
    from nlu.concepts import read_concepts

    for told in (read_languages("data/languages"), read_concepts("data/concepts")):
        for language in told.values():
            yield from dict.fromkeys(_strings(language.get("hears", language)))


def _strings(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for key, inner in told.items():
            yield from _strings(inner if not isinstance(inner, int) else key)
    elif isinstance(told, list):
        for inner in told:
            yield from _strings(inner)
    else:
        yield str(told)


def _taught_replies() -> Iterator[str]:
    for path in sorted(Path("data/nlu").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]
