"""Microsoft's recognizers-text as the reader of number words, within the same regex bot.

Runs in an environment of its own (requirements-recognizers.txt).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.peers.afternoon import RegexBot

# It reads "138 over 82" as a fraction and "ciento treinta y ocho con ochenta y dos" as 138.82, so
# the two numbers of a pressure are given to it apart: the favour a careful engineer does it.
BETWEEN = re.compile(r"(\s+(?:over|by|sobre|con|entre)\s+)", re.IGNORECASE)


class Recognizers:
    """The regex bot, with number words put into digits first."""

    def __init__(self) -> None:
        from recognizers_number import recognize_number
        from recognizers_text import Culture

        self.recognize = recognize_number
        self.cultures = {"en": Culture.English, "es": Culture.Spanish}
        self.bot = RegexBot(self.digits)

    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        return self.bot.of(reply)

    def digits(self, text: str, language: str) -> str:
        """The text with its number words in digits; what stands in digits stays as it is."""
        return "".join(self._part(part, language) for part in BETWEEN.split(text))

    def numbers(self, text: str, language: str) -> list[float]:
        return [value for _, _, value in self._found(text, language)]

    def _part(self, text: str, language: str) -> str:
        for start, end, value in reversed(list(self._found(text, language))):
            if not re.search(r"\d", text[start:end]):
                text = f"{text[:start]}{value:g}{text[end:]}"
        return text

    def _found(self, text: str, language: str) -> Iterator[tuple[int, int, float]]:
        """Start, end and value; a Spanish value has its comma."""
        for found in self.recognize(text, self.cultures.get(language, self.cultures["en"])):
            value = (found.resolution or {}).get("value")
            if value:
                yield found.start, found.end + 1, float(value.replace(",", "."))
