"""Whatever is sent: no error, an answer in time, and no number that is not in the words.

The whole of the interpretation is asked, as in live conversation: grammar, classifier and judge,
red flags, and the rules that decide. `odd_texts` makes the texts, `derivable` is the oracle.
"""

import re
import time
import unicodedata
from itertools import cycle
from statistics import median
from typing import Any

import pytest

from nlu.languages import read_languages
from nlu.reader import Reader
from nlu.replies import ACTS
from nlu.report import written
from tests.rasa.derivable import Oracle
from tests.rasa.odd_texts import OddTexts, Sent

IN_TIME = 0.05  # seconds
TRIES = 3
LOOP, USUAL = 300_000, 0.013
"""Seconds that the loop in `slowness` takes where 50 ms a text are promised."""
SHOWN = 10


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(read_languages("data/languages"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("138 82", 138),
        ("one thirty eight over eighty two", 138),
        ("onethirtyeight", 138),
        ("13882", 82),
        ("1 hundred 38", 138),
        ("treintaiocho", 38),
        ("dos cincuenta y uno", 251),
        ("184 1/2", 184.5),
        ("ciento ochenta y cuatro y media", 184.5),
        ("184 lbs 8 oz", 184.5),
        ("７,８", 7.8),
        ("13O/8O", 130),
    ],
)
def test_the_oracle_knows_how_numbers_are_said(oracle: Oracle, text: str, value: float) -> None:
    assert oracle.allows(value, text)
    assert not oracle.allows(value + 1, text)


def test_the_oracle_refuses_a_pressure_made_of_centimetres(oracle: Oracle) -> None:
    assert not oracle.allows(120, "12/8")
    assert not oracle.allows(80, "12/8")


def test_ten_thousand_odd_texts(reader: Reader, oracle: Oracle) -> None:
    texts = list(OddTexts().made())
    wrong = [f"{why}: {sent}" for sent in texts for why in troubles(sent, reader, oracle)]

    assert len(texts) == 10_000
    assert not wrong, f"{len(wrong)} wrong, the first:\n" + "\n".join(wrong[:SHOWN])


@pytest.fixture(scope="module")
def accented() -> list[str]:
    """Taught replies that hold more than plain letters."""
    return [reply for reply in OddTexts().replies if not reply.isascii()][::100]


INVISIBLE = ("\u00ad", "\u200b", "\u200d", "\u2060", "\u200f")


@pytest.mark.parametrize("context", ["bp", "glucose", "weight"])
def test_accents_apart_from_their_letters_change_nothing(
    reader: Reader, accented: list[str], context: str
) -> None:
    for reply in accented:
        apart = unicodedata.normalize("NFD", reply)

        assert meaning(reader, apart, context) == meaning(reader, reply, context), reply


def test_invisible_signs_inside_a_word_change_nothing(reader: Reader, accented: list[str]) -> None:
    for reply, sign in zip(accented, cycle(INVISIBLE), strict=False):
        pasted = re.sub(r"(?<=[^\W\d_])(?=[^\W\d_])", sign, reply)

        assert meaning(reader, pasted, "bp") == meaning(reader, reply, "bp"), reply


def meaning(reader: Reader, text: str, context: str) -> list[Any]:
    made = reader.interpretation(text, {"context": context, "language": "es"})
    return [made[part] for part in ("act", "readings", "answer", "reason", "proposal")]


def troubles(sent: Sent, reader: Reader, oracle: Oracle) -> list[str]:
    """What is wrong with the interpretation of one text; nothing in a sound model."""
    try:
        seconds, made = timed(reader, sent)
    except Exception as error:
        return [f"it raises {error!r}"]
    found = [f"{made['act']} is no act"] if made["act"] not in ACTS else []
    for reading in made["readings"]:
        figures = [reading.get(part) for part in ("systolic", "diastolic", "pulse", "value")]
        if not all(oracle.allows(figure, sent.text) for figure in figures if figure is not None):
            found.append(f"{written(reading)} is not in its words")
    spans = [(piece["start"], piece["end"]) for piece in made["evidence"]]
    if not all(0 <= start <= end <= len(sent.text) + 1 for start, end in spans):
        found.append(f"evidence at {spans} lies outside")
    if seconds > IN_TIME:
        seconds = median(timed(reader, sent)[0] / slowness() for _ in range(TRIES))
    return [*found, *([f"it takes {seconds * 1000:.0f} ms"] if seconds > IN_TIME else [])]


def timed(reader: Reader, sent: Sent) -> tuple[float, dict[str, Any]]:
    """Seconds of this thread on a processor, and the interpretation.

    Elsewhere no test is timed, because machines differ. This limit is promised for each text, so it
    is held here, where waiting for a busy processor does not count; but what else runs empties its
    caches, which does, hence the middle of three, each beside what a plain loop takes just then. A
    pattern that runs away takes seconds every time.
    """
    began = time.thread_time()
    made = reader.interpretation(sent.text, sent.metadata)
    return time.thread_time() - began, made


def slowness() -> float:
    """How many times longer than usual this processor takes at this moment, 1 at least."""
    began, total = time.thread_time(), 0
    for number in range(LOOP):
        total += number * number % 7
    return max(1.0, (time.thread_time() - began) / USUAL)
