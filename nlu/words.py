"""The words the assistant hears: every language file's `hears`, folded and joined."""

import re
import unicodedata
from typing import Any, Mapping, Sequence

ODD_SIGNS = {"’": "'", "‘": "'", "`": "'", "´": "'", "⁄": "/", "∕": "/", "／": "/"}


def fold(text: str) -> str:
    """Small letters without accents, character by character: spans stay valid in the original."""
    return "".join(map(_folded, text))


def _folded(sign: str) -> str:
    if sign in ODD_SIGNS:
        return ODD_SIGNS[sign]
    if unicodedata.category(sign) in ("Co", "Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Zs"):
        return "\n" if sign == "\n" else " "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    plain = unicodedata.normalize("NFKD", sign)
    return (plain[0] if len(plain) == 1 or unicodedata.combining(plain[1]) else sign).lower()[0]


def alternation(phrases: Sequence[str]) -> str:
    """A pattern for any of the phrases, the longest first, never inside another word."""
    longest_first = sorted({fold(p) for p in phrases}, key=len, reverse=True)
    if not longest_first:
        return r"(?!)"
    return "(?:" + "|".join(map(_bounded, longest_first)) + ")"


def _bounded(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\ ", r"\s+")
    before = r"(?<![a-z0-9])" if phrase[0].isalnum() else ""
    after = r"(?![a-z0-9])" if phrase[-1].isalnum() else ""
    return before + pattern + after


class Words:
    """What all languages hear, joined: patients mix languages inside one message."""

    def __init__(self, languages: Mapping[str, Mapping[str, Any]]) -> None:
        self.languages = languages
        self._patterns: dict[str, re.Pattern[str]] = {}

    def phrases(self, concept: str) -> list[str]:
        """Every language's phrases for a concept such as `over` or `not_yet`."""
        return [
            phrase
            for language in self.languages.values()
            for phrase in language.get("hears", {}).get(concept, [])
        ]

    def any_of(self, *concepts: str) -> str:
        """A pattern text for any phrase of these concepts."""
        return alternation([phrase for c in concepts for phrase in self.phrases(c)])

    def pattern(self, concept: str) -> re.Pattern[str]:
        if concept not in self._patterns:
            self._patterns[concept] = re.compile(self.any_of(concept))
        return self._patterns[concept]

    def heard(self, concept: str, folded: str) -> bool:
        return bool(self.pattern(concept).search(folded))
