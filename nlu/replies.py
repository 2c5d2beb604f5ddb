"""Replies to interpret: one JSON object a line, labelled or bare, each checked first."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nlu.situation import KINDS

CHANNELS = ("sms", "voice")
LANGUAGES = ("en", "es", "mixed")
ACTS = (
    *("accept", "clarify", "emergency", "stop", "help", "language", "callback", "refill"),
    *("med_question", "symptom", "device_problem", "later", "other_person", "chat"),
)
PARTS_OF = {  # what a reading of each type is made of
    "blood_pressure": ("systolic", "diastolic"),
    "glucose": ("value", "unit"),
    "weight": ("value", "unit"),
}
NEXT_STEP = "Next step: mend it as docs/how-to/interpret-replies.md shows, and run again."


@dataclass(frozen=True)
class Reply:
    """One line that can be interpreted; `told` is its JSON object."""

    number: int
    told: Mapping[str, Any]

    @property
    def id(self) -> Any:
        """Its own id; a reply without one goes by the number of its line."""
        return self.told.get("id", self.number)


@dataclass(frozen=True)
class BadLine:
    """One line that cannot, and why."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"Line {self.number} was left out: {self.why}. {NEXT_STEP}"


def replies(lines: Iterable[bytes]) -> Iterator[Reply | BadLine]:
    """Every line that is not empty, in order; UTF-8, with or without a byte order mark."""
    for number, line in enumerate(lines, 1):
        if text := line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _checked(number, text)


def _checked(number: int, line: bytes) -> Reply | BadLine:
    try:
        told = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as wrong:
        return BadLine(number, f"byte {wrong.start + 1} is not UTF-8")
    except json.JSONDecodeError as wrong:
        return BadLine(number, f"it is no JSON object ({wrong.msg} at column {wrong.colno})")
    except RecursionError:
        return BadLine(number, "it is nested too deeply to be a reply")
    why = trouble(told)
    return BadLine(number, why) if why else Reply(number, told)


def trouble(told: Any) -> str | None:
    """Why a JSON value is no reply; None when it is one."""
    if not isinstance(told, dict):
        return "it is JSON, but no object with a `text`"
    if not isinstance(told.get("text"), str):
        return "it has no `text`, or one that is no string"
    for key, allowed in (("context", KINDS), ("channel", CHANNELS), ("lang", LANGUAGES)):
        if told.get(key) is not None and told[key] not in allowed:
            return f"`{key}` is {told[key]!r}, which is none of {', '.join(allowed)}"
    for key, kind, called in BESIDE:
        if told.get(key) is not None and not isinstance(told[key], kind):
            return f"`{key}` is no {called}"
    return _wrong_gold(told["gold"]) if "gold" in told else None


BESIDE: tuple[tuple[str, type, str], ...] = (
    ("open_check_ins", list, "list"),
    ("today", list, "list"),
    ("tags", list, "list"),
    ("pending", dict, "object"),
    ("recent", dict, "object"),
)


def _wrong_gold(gold: Any) -> str | None:
    """A wrong label would be scored as the machine's error."""
    if not isinstance(gold, dict):
        return "`gold` is no object"
    if why := _wrong_label(gold):
        return f"in `gold`, {why}"
    alternatives = gold.get("alt") or []
    if not isinstance(alternatives, list) or not all(isinstance(a, dict) for a in alternatives):
        return "`alt` in `gold` is no list of objects"
    found = (_wrong_label({**gold, **other}) for other in alternatives)
    return next((f"in `alt`, {why}" for why in found if why), None)


def _wrong_label(gold: Mapping[str, Any]) -> str | None:
    if gold.get("act") not in ACTS:
        return f"`act` is {gold.get('act')!r}, which is no act"
    if gold.get("answer") not in ("yes", "no", None):
        return f"`answer` is {gold['answer']!r}, not yes, no or null"
    readings = gold.get("readings") or []
    if not isinstance(readings, list):
        return "`readings` is no list"
    return next((why for r in readings if (why := _wrong_reading(r))), None)


def _wrong_reading(reading: Any) -> str | None:
    kind = reading.get("type") if isinstance(reading, dict) else None
    if not isinstance(kind, str) or kind not in PARTS_OF:
        return f"{reading!r} is no reading: its `type` is none of {', '.join(PARTS_OF)}"
    fits: dict[str, Callable[[Any], bool]] = {
        "unit": lambda unit: isinstance(unit, str),
        "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    }
    for part in PARTS_OF[kind]:
        if not fits.get(part, fits["number"])(reading.get(part)):
            return f"a {kind} reading has no usable `{part}`"
    return None
