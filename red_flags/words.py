"""A patient's text as words: small letters, no accents, each with its place in the original."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4000  # characters read; a carrier never delivers more than 1,600
APOSTROPHES = "'’‘`´ʼ"

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[.!?;:¿¡,\n\r]+|([^\w\s])\1*")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `start` and `end` are offsets in the original text; `text` is normalised.

    A sentence break is a word with empty text, or "?": no gap of a phrase reaches across it.
    `number` is set for a whole number standing alone, not for half of 138/82, 10:30 or 6.5.
    """

    text: str
    start: int
    end: int
    after_pause: bool = False
    number: int | None = None
    shouted: bool = False

    @property
    def is_break(self) -> bool:
        return self.text in ("", "?")


def fold(text: str) -> tuple[str, list[int]]:
    """The text without accents, apostrophes and invisible characters, and where each letter was."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text[:LONGEST]):
        for piece in _plain(char):
            letters.append(piece)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)  # asked of every character
def _plain(char: str) -> str:
    if char in APOSTROPHES:
        return ""
    if char < "\x80":
        return char.lower() if char >= " " or char in "\t\n\r" else ""
    if char in "¿¡":
        return char
    if unicodedata.category(char) in ("Cf", "Mn", "Cc", "Cs"):
        return ""
    folded = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


@lru_cache(maxsize=1)  # a reply is asked for danger, for words that doubt it, and for STOP
def words(text: str) -> Sequence[Word]:
    """Every word of the text in order; a sentence break stands only between two words."""
    folded, places = fold(text)
    found: list[Word] = []
    pause = ended = False
    for piece in _PIECE.finditer(folded):
        part = piece.group()
        start, end = places[piece.start()], _end(text, places[piece.end() - 1])
        if not part[0].isalnum() and unicodedata.category(part[0]) != "So":
            pause = True
            ended = ended or _ends_sentence(piece)
            if "?" in part and found:
                found.append(Word("?", start, end))
            continue
        if ended and found and not found[-1].is_break:
            found.append(Word("", start, start))
        shouted = part[0].isalpha() and text[start:end].isupper()
        plain = _plain_word(part)
        found.append(Word(plain, start, end, pause and bool(found), _number(piece), shouted))
        pause = ended = False
    return tuple(found)


def _plain_word(part: str) -> str:
    if part[0].isdecimal():
        return part
    return _DRAWN_OUT.sub(r"\1", part) if part[0].isalpha() else part[0]


def plain_words(text: str) -> list[str]:
    """The words of an authored phrase, in the form the matcher compares."""
    if text.isascii() and text.isalpha() and text.islower():
        return [_plain_word(text)]  # nearly all of them: the short way makes loading twice as fast
    return [word.text for word in words(text) if not word.is_break]


def _end(text: str, last: int) -> int:
    """The offset behind the letter at `last` and the accents that were typed after it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _ends_sentence(piece: re.Match[str]) -> bool:
    """A full stop, unless it is an ellipsis or stands inside a word: texts come in fits."""
    marks = piece.group()
    if any(mark in "!?;¿¡" for mark in marks):
        return True
    inside = piece.string[piece.end() : piece.end() + 1].isalnum()
    return marks.count(".") == 1 and not inside


def _number(piece: re.Match[str]) -> int | None:
    part, text = piece.group(), piece.string
    if not part.isdecimal() or len(part) > 4:
        return None
    before = text[max(0, piece.start() - 2) : piece.start()].rstrip()[-1:]
    after = text[piece.end() : piece.end() + 3].lstrip()[:1]
    return None if before in ("/", ":", "-") or after in ("/", ":", "-") else int(part)
