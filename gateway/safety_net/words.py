"""What the gateway itself says and hears, from data/languages: fixed texts and red flags."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.errors import BadRules
from gateway.files import read_yaml
from gateway.safety_net.aloud import Aloud, read_aloud
from red_flags import (
    DangerWords,
    DangerWordsError,
    LanguageError,
    RedFlags,
    load,
    read_danger_words,
)
from red_flags.words import plain_words

FIXED = (
    "clinic",  # how a text calls the clinic when no name is set
    "emergency",
    "crisis",
    "stopped",
    "started",
    "help",
    "unknown_number",
    "not_understood_person",
    "no_words",
    "no_words_again",
    "measure_again",
    *("call_who", "call_who_calls", "call_which", "call_unknown", "call_voicemail"),
    *("call_not_you", "call_back", "call_again", "call_silent", "call_wait", "call_kept"),
    "call_trouble",
    *("call_stopped", "call_nothing_open", "call_goodbye", "call_ask_bp", "call_ask_glucose"),
    *("call_ask_weight", "call_ask_adherence", "call_ask_symptom", "call_ask_review"),
    "call_ask_enrollment",
)
PHRASES = (
    *("instead_of", "own_value", "morning", "evening", "today", "yesterday", "tomorrow"),
    *("day", "months", "next_bp", "next_glucose", "next_weight", "next_adherence"),
    *("next_symptom", "next_review", "next_none"),
    *("key_yes", "key_no", "key_person", "key_stop", "press_for"),
)
FIRST_LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """Every language's fixed texts and phrases, all red flags, and how a pair is joined."""

    texts: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Mapping[str, str]]
    net: RedFlags
    joins: tuple[str, ...]
    heard: Mapping[str, frozenset[str]]
    tries: Mapping[str, int]
    aloud: Mapping[str, Aloud]

    def fixed(self, language: str, which: str) -> str:
        """A text that no model words, in this language or, where it is unknown, in English."""
        return self.texts.get(language, self.texts[FIRST_LANGUAGE])[which]

    def steps(self, kind: str) -> int:
        """How many things there are to try when the device of this check-in does not work."""
        return self.tries.get(kind, 0)

    def phrase(self, language: str, which: str, **values: str) -> str:
        """A piece of a text with the values in it; one that nobody wrote is its `otherwise`."""
        told = self.phrases.get(language, self.phrases[FIRST_LANGUAGE])
        return told.get(which, "{otherwise}").format(**values)

    def sounding(self, language: str, text: str) -> str:
        """A text as it is said into a telephone: "138 over 82", "9 1 1"."""
        return self.aloud.get(language, self.aloud[FIRST_LANGUAGE]).sounding(text)

    def is_it_her(self, language: str, said: str) -> bool | None:
        """The answer to "is this Rosa?": in her language or any other; None when it is neither."""
        own = self.aloud.get(language, self.aloud[FIRST_LANGUAGE])
        heard = {one.answered(said) for one in (own, *self.aloud.values())} - {None}
        return heard.pop() if len(heard) == 1 else None

    def clear_language_of(self, text: str) -> str | None:
        """The language a text is clearly in: two words or more that only its file knows."""
        said = set(plain_words(text))
        telling = {
            code: len(said & words - set().union(*(w for c, w in self.heard.items() if c != code)))
            for code, words in self.heard.items()
        }
        first = max(telling, key=lambda code: telling[code])
        rest = [count for code, count in telling.items() if code != first]
        clear = telling[first] >= 2 and all(telling[first] >= 2 * count for count in rest)
        return first if clear else None

    def language_of(self, text: str) -> str:
        """The language whose words the text has most of; English when none decides."""
        said = set(plain_words(text))
        return max(self.texts, key=lambda code: (len(said & self.heard[code]), code == "en"))


def read_words(folder: Path, *, clinic: str | None = None) -> Words:
    """Read every language file; `[clinic]` in a text becomes `clinic`, or "Your clinic".

    Raises:
        BadRules: a file is malformed or lacks a text; the message names the file and the key.
    """
    files = {path: read_yaml(path) for path in sorted(folder.glob("*.yml"))}
    by_code = {str(file["language"]): (path, file) for path, file in files.items()}
    if FIRST_LANGUAGE not in by_code:
        raise BadRules(f"{folder} has no file for English (en.yml).")
    try:
        net = load([file for _, file in by_code.values()], _danger_words(folder.parent))
    except LanguageError as wrong:
        raise BadRules(f"{by_code[wrong.language][0]}, {wrong.where}: {wrong.why}.") from None
    return Words(
        texts={code: _texts(path, file, clinic) for code, (path, file) in by_code.items()},
        phrases={code: _phrases(path, file) for code, (path, file) in by_code.items()},
        net=net,
        joins=tuple(sorted(_joins(by_code), key=len, reverse=True)),
        heard={code: frozenset(_all_words(file)) for code, (_, file) in by_code.items()},
        tries=Counter(_tries(by_code[FIRST_LANGUAGE][1])),
        aloud={code: read_aloud(path, file) for code, (path, file) in by_code.items()},
    )


def _danger_words(folder: Path) -> DangerWords:
    path = folder / "danger_words.tsv"
    try:
        with path.open(encoding="utf-8") as lines:
            return read_danger_words(lines)
    except (OSError, DangerWordsError) as wrong:
        raise BadRules(f"{path}: {wrong}. Next step: make danger-words.") from None


def _texts(path: Path, file: Mapping[str, Any], clinic: str | None) -> dict[str, str]:
    fixed = file.get("fixed") or {}
    for key in FIXED:
        if not isinstance(fixed.get(key), str) or not fixed[key].strip():
            raise BadRules(f"{path}, fixed.{key}: this text is missing.")
    name = clinic or str(fixed["clinic"])
    return {key: str(text).replace("[clinic]", name) for key, text in fixed.items()}


def _phrases(path: Path, file: Mapping[str, Any]) -> dict[str, str]:
    told = file.get("phrases") or {}
    for key in PHRASES:
        if not isinstance(told.get(key), str) or not told[key].strip():
            raise BadRules(f"{path}, phrases.{key}: this phrase is missing.")
    return {str(key): str(text) for key, text in told.items()}


def _joins(by_code: Mapping[str, tuple[Path, Any]]) -> set[str]:
    """The words between the two numbers of a pressure: over, sobre ..."""
    return {word for _, file in by_code.values() for word in file["hears"]["over_anywhere"]}


def _tries(file: Mapping[str, Any]) -> list[str]:
    """The check-in of each text that says what to try: utter_device_step_1_bp is one for bp."""
    names = (re.fullmatch(r"utter_device_step_\d+_(\w+)", name) for name in file.get("says") or {})
    return [name[1] for name in names if name]


def _all_words(value: Any) -> set[str]:
    """Every word the file hears or says, in plain form."""
    if isinstance(value, str):
        return set(plain_words(value))
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    return set().union(*map(_all_words, value)) if isinstance(value, list) else set()
