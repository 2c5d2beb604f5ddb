"""The plain regex bot: what a competent engineer writes in an afternoon from the contract.

Written without a look at the labelled replies it is scored on, and not improved on them since.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks.peers.keywords import ACTS, NO, NOT_NOW, STOP_ALONE, WHEN, YES

Reading = dict[str, Any]
PLAUSIBLE = {"glucose": (10, 800), "weight": (50, 900)}  # mg/dL, lb
TO_USUAL = {"mmol/L": 18.0, "kg": 2.2046}
VALUE = r"(\d{1,3}(?:[.,]\d)?)"
BETWEEN = r"(?:\s*[/\-,:.]+\s*|\s+(?:over|on|by|and|sobre|con|y|entre|/)\s+|\s+)"
THIRD = rf"(?:{BETWEEN}(\d{{2,3}})(?![\d/]))?"
PAIR = re.compile(rf"(?<!\d)(\d{{2,3}}){BETWEEN}(\d{{2,3}})(?!\d){THIRD}")
NAMED_PAIR = re.compile(rf"(?<!\d)(\d{{2,3}})\s*(?:/|over|sobre)\s*(\d{{2,3}})(?![\d/]){THIRD}")
PULSE = re.compile(r"(?:pulse?|pulso|hr|heart rate)\D{0,8}(\d{2,3})|(\d{2,3}) (?:de pulso|bpm)")
SUGAR = re.compile(rf"(?:sugar|glucose|bs|azucar|glucosa)\D{{0,15}}{VALUE}(?!\d)|{VALUE}\s*mg/?dl")
MMOL = re.compile(rf"{VALUE}\s*mmol")
POUNDS = re.compile(
    rf"{VALUE}\s*(?:lbs?\b|pounds?|libras?)|(?:weigh|weight|peso)\D{{0,12}}{VALUE}(?![\d])(?!\s*k)"
)
KILOS = re.compile(rf"{VALUE}\s*(?:kgs?\b|kilos?)")
NAMED = (
    *(("glucose", "mg/dL", SUGAR), ("glucose", "mmol/L", MMOL)),
    *(("weight", "lb", POUNDS), ("weight", "kg", KILOS)),
)
BARE = {"glucose": ("glucose", "mg/dL"), "weight": ("weight", "lb")}
ALONE = re.compile(rf"\D*(?<!\d){VALUE}(?!\d)\D*$|\W*{VALUE}(?![\d/])")
YES_OR_NO = ("adherence", "symptom", "enrollment")
GIVES_WAY = ("chat", "later", "help")  # to a reading or an answer


def fold(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


class RegexBot:
    """`digits` puts number words into digits first: the plain bot reads none."""

    def __init__(self, digits: Callable[[str, str], str] = lambda text, language: text) -> None:
        self.digits = digits

    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        """Act, readings and answer, as the contract has them."""
        context = reply.get("context") or "none"
        text = fold(self.digits(reply["text"], reply.get("lang") or "en"))
        act = asked(text)
        if act is None and "?" in text:
            act = "med_question"
        charted = [] if act in ("other_person", "med_question") else readings(text, context)
        answer = answered(text, context)
        understood = charted or answer == "yes" or (answer and act != "later")
        if understood and (act is None or act in GIVES_WAY):
            act = "symptom" if (context, answer) == ("symptom", "no") else "accept"
        if context == "review" and act in (None, "callback", *GIVES_WAY) and WHEN.search(text):
            act = "accept"
        answer = None if act in ("emergency", "stop") else answer
        return {"act": act or "clarify", "readings": charted, "answer": answer}


def asked(text: str) -> str | None:
    """What the words ask for, the costliest to lose first."""
    if STOP_ALONE.fullmatch(text.strip(" .,!/\n0123456789")):
        return "stop"
    return next((act for act, words in ACTS.items() if words.search(text)), None)


def readings(text: str, context: str) -> list[Reading]:
    """What folded text says of today; nothing where it speaks of another time, or roughly."""
    if NOT_NOW.search(text):
        return []
    found = [r for r in pressures(text, context) if r]
    found += list(named(text))
    bare = ALONE.match(text)
    if not found and bare and context in BARE:
        found = list(valued(*BARE[context], bare))
    return found


def pressures(text: str, context: str) -> Iterator[Reading]:
    """Any pair under the pressure check-in, elsewhere one with a slash or a word between."""
    pulse = PULSE.search(text)
    for found in (PAIR if context == "bp" else NAMED_PAIR).finditer(text):
        top, bottom = int(found[1]), int(found[2])
        third = pulse and int(pulse[1] or pulse[2]) or found[3] and int(found[3]) or None
        if 50 <= top <= 300 and 20 <= bottom <= 200 and top > bottom:
            yield {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": third}


def named(text: str) -> Iterator[Reading]:
    for kind, unit, pattern in NAMED:
        for found in pattern.finditer(text):
            yield from valued(kind, unit, found)


def valued(kind: str, unit: str, found: re.Match[str]) -> Iterator[Reading]:
    """The reading, if a person can have it."""
    value = float(next(filter(None, found.groups())).replace(",", "."))
    low, high = PLAUSIBLE[kind]
    if low <= value * TO_USUAL.get(unit, 1) <= high:
        yield {"type": kind, "value": value, "unit": unit}


def answered(text: str, context: str) -> str | None:
    """To the yes/no question that is open."""
    if context not in YES_OR_NO:
        return None
    if context == "symptom" and (option := re.fullmatch(r"\W*([12])\W*", text)):
        return "yes" if option[1] == "1" else "no"
    if NO.search(text):
        return "no"
    return "yes" if YES.search(text) else None
