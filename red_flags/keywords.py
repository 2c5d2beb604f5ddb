"""STOP, START and HELP: whole-message words, a word behind a reading, plain sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from red_flags.phrases import Book
from red_flags.steps import Line
from red_flags.words import Word

METER_WORDS_NAME_A_VALUE = ("glucose", "bp")  # check-ins where "alto" or "baja" may be a reading


@dataclass(frozen=True)
class Keywords:
    """The authored words, in plain form, and the sentences that mean "stop texting me" or, after
    that, "start again"; what stands under `not_` is never taken for one."""

    opt_out: frozenset[str]
    opt_in: frozenset[str]
    help: frozenset[str]
    polite: frozenset[str]
    after_a_reading: frozenset[str]
    reading_words: frozenset[str]
    meter_words: frozenset[str]
    sentences: Book
    not_sentences: Book
    back_in: Book
    maybe_back_in: Book
    not_back_in: Book


def opt_in(found: Iterable[Word], known: Keywords) -> bool:
    return _whole(found, known) in known.opt_in


def back_in(line: Line, known: Keywords) -> Literal["back_in", "maybe_back_in"] | None:
    """A plain sentence that wants the texts again; in doubt where it asks how, sets a condition or
    speaks for somebody else (rule 10)."""
    doubtful = known.maybe_back_in.covered(line)
    spared = doubtful | known.not_back_in.covered(line)
    if any(start not in spared for start, _ in known.back_in.spans(line)):
        return "back_in"
    return "maybe_back_in" if doubtful else None


def asks_help(found: Iterable[Word], known: Keywords) -> bool:
    return _whole(found, known) in known.help


def opt_out(line: Line, known: Keywords, context: str) -> bool:
    """Rule 8: the whole message, a word that stands apart after a reading, or a plain sentence."""
    whole = _whole(line.words, known)
    if _with_courtesy(line.words) in known.opt_out - known.meter_words:
        return True
    if whole in known.opt_out:
        return not (whole in known.meter_words and context in METER_WORDS_NAME_A_VALUE)
    return _after_a_reading(line.words, known, context) or _sentence(line, known)


def _whole(found: Iterable[Word], known: Keywords) -> str:
    """The message without signs, politeness and repetition: "STOP, stop please!!" is "stop"."""
    said = [word.text for word in found if not word.is_break]
    kept = [word for word in said if word not in known.polite] or said
    once = [word for word, before in zip(kept, ["", *kept], strict=False) if word != before]
    return " ".join(once)


def _with_courtesy(found: Iterable[Word]) -> str:
    """ "alto ya" is more than the "alto" of a meter."""
    return " ".join(word.text for word in found if not word.is_break)


def _after_a_reading(found: Sequence[Word], known: Keywords, context: str) -> bool:
    """ "138/82 STOP", "142. stop", but not "142 at the bus stop" nor "142 alto"."""
    said = [word for word in found if not word.is_break and word.text not in known.polite]
    if len(said) < 2 or said[-1].text not in known.after_a_reading:
        return False
    last, before = said[-1], said[:-1]
    if not any(word.text[0].isdecimal() for word in before):
        return False
    if last.text in known.meter_words:
        apart = last.shouted and context != "glucose"
        return apart and all(word.text[0].isdecimal() for word in before)
    return last.after_pause or _is_reading(before[-1], known)


def _is_reading(word: Word, known: Keywords) -> bool:
    return word.text[0].isdecimal() or word.text in known.reading_words


def _sentence(line: Line, known: Keywords) -> bool:
    spared = known.not_sentences.covered(line)
    return any(start not in spared for start, _ in known.sentences.spans(line))
