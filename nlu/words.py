"""The words the assistant hears: every language file's `hears`, folded and joined."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Mapping, Sequence

LETTER = re.compile("[a-z0-9]")
UNSEEN = ("Co", "Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Zs")  # Unicode's categories
VARIATION = "\ufe0f"  # behind a sign that is shown as an emoji
ODD_SIGNS = {"’": "'", "‘": "'", "`": "'", "´": "'", "⁄": "/", "∕": "/", "／": "/", "÷": "/"}


def fold(text: str) -> str:
    """Small letters without accents, character by character: spans stay valid in the original."""
    return "".join(map(_folded, text))


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    if sign in ODD_SIGNS:
        return ODD_SIGNS[sign]
    if sign == VARIATION or unicodedata.category(sign) in UNSEEN:
        return "\n" if sign == "\n" else " "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    plain = unicodedata.normalize("NFKD", sign)
    return (plain[0] if len(plain) == 1 or unicodedata.combining(plain[1]) else sign).lower()[0]


def alternation(phrases: Sequence[str]) -> str:
    """A pattern for any of the phrases, the longest first, never inside another word.

    The look at what stands before is taken once for all words: `re` then skips an alternative by
    its first letter, which makes a list of hundred words ten times faster.
    """
    longest_first = sorted({fold(p).strip() for p in phrases}, key=len, reverse=True)
    words = [_ended(p) for p in longest_first if LETTER.match(p)]
    signs = [_ended(p) for p in longest_first if not LETTER.match(p)]
    joined = [rf"(?<![a-z0-9])(?:{'|'.join(words)})"] if words else []
    return f"(?:{'|'.join([*joined, *signs])})" if longest_first else r"(?!)"


def _ended(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\ ", r"\s+")
    if phrase[-1].isdigit():
        return pattern + "(?![0-9])"  # "184 1/2lb"
    return pattern + (r"(?![a-z0-9])" if LETTER.match(phrase[-1]) else "")


class Words:
    """What all languages hear, joined: patients mix languages inside one message."""

    def __init__(self, languages: Mapping[str, Mapping[str, Any]]) -> None:
        self.languages = languages
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._joined: dict[tuple[str, ...], str] = {}

    def phrases(self, concept: str) -> list[str]:
        """Every language's phrases for a concept such as `over` or `not_yet`."""
        return [
            phrase
            for language in self.languages.values()
            for phrase in language.get("hears", {}).get(concept, [])
        ]

    def any_of(self, *concepts: str) -> str:
        """A pattern text for any phrase of these concepts."""
        if concepts not in self._joined:
            phrases = [phrase for c in concepts for phrase in self.phrases(c)]
            self._joined[concepts] = alternation(phrases)
        return self._joined[concepts]

    def pattern(self, concept: str) -> re.Pattern[str]:
        if concept not in self._patterns:
            self._patterns[concept] = re.compile(self.any_of(concept))
        return self._patterns[concept]

    def heard(self, concept: str, folded: str) -> bool:
        return bool(self.pattern(concept).search(folded))
