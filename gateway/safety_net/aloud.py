"""How a language sounds on the telephone: what is said instead of signs, and a plain yes or no."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.errors import BadRules
from red_flags.words import plain_words


@dataclass(frozen=True)
class Aloud:
    """The section `aloud` of a language file."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    sounds: tuple[tuple[re.Pattern[str], str], ...]

    def sounding(self, text: str) -> str:
        """The text with its signs and units put into words."""
        for written, said in self.sounds:
            text = written.sub(said, text)
        return text

    def answered(self, said: str) -> bool | None:
        """Yes or no to "is this you?"; None when it says neither, or both."""
        words = f" {' '.join(plain_words(said))} "
        no = any(f" {word} " in words for word in self.no)
        yes = any(f" {word} " in words for word in self.yes)
        return None if yes == no else yes


def read_aloud(path: Path, file: Mapping[str, Any]) -> Aloud:
    """Raises BadRules when the section is missing or a pattern is wrong; it names the file."""
    try:
        told = file["aloud"]
        sounds = tuple((re.compile(k), str(v)) for k, v in told["sounds"].items())
        yes, no = (tuple(_plain(word) for word in told[answer]) for answer in ("yes", "no"))
        return Aloud(yes, no, sounds)
    except (KeyError, TypeError, AttributeError, re.error) as wrong:
        raise BadRules(f"{path}, aloud: {wrong}.") from None


def _plain(word: str) -> str:
    return " ".join(plain_words(word))
