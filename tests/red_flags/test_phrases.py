"""The phrase grammar, sign by sign."""

import pytest

from red_flags.phrases import Grammar, PhraseError
from red_flags.steps import Line
from red_flags.words import words

LISTS = {"sore": ["hurts", "is sore"], "loop": ["<loop>", "x"]}


def found(phrase: str, text: str) -> list[str]:
    """The pieces of the text that the phrase finds."""
    grammar = Grammar(LISTS)
    compiled = grammar.phrase(phrase, "en")
    said = words(text)
    at: dict[str, int] = {}
    for place, word in enumerate(said):
        keys = [word.text, "#"] if word.text[:1].isdecimal() else [word.text]
        keys += [f"{stem}*" for stem in grammar.beginnings if word.text.startswith(stem)]
        keys += [f"#{a}-{b}" for a, b in grammar.numbers if word.number and a <= word.number <= b]
        for key in keys:
            at[key] = at.get(key, 0) | 1 << place
    breaks = sum(1 << place for place, word in enumerate(said) if word.is_break)
    line = Line(said, at, breaks)
    return [text[said[a].start : said[b - 1].end] for a, b in compiled.spans(line)]


@pytest.mark.parametrize(
    ("phrase", "text", "pieces"),
    [
        ("chest pain", "bad chest pain now", ["chest pain"]),
        ("chest pain", "chest. pain", []),
        ("chest pain", "chest... pain", ["chest... pain"]),
        ("faint*", "she fainted", ["fainted"]),
        ("chest <sore>", "my chest is sore", ["chest is sore"]),
        ("{arm|left leg} <sore>", "left leg hurts", ["left leg hurts"]),
        ("cant [really] see", "cant see, cant really see", ["cant see", "cant really see"]),
        ("chest .. hurts", "chest it still hurts", ["chest it still hurts"]),
        ("chest .. hurts", "chest and a b hurts", []),
        ("chest ... hurts", "chest a b c d e f hurts", ["chest a b c d e f hurts"]),
        ("chest ... hurts", "chest. it hurts", []),
        ("sugar #20-69", "sugar 48", ["sugar 48"]),
        ("sugar #20-69", "sugar 148", []),
        ("top #20-69", "top 48/30", []),
        ("^ stop $", "stop", ["stop"]),
        ("^ stop $", "bus stop", []),
        ("stop (here)", "stop here", ["stop"]),
        ("stop (!here)", "stop here", []),
        ("stop (!here)", "stop there", ["stop"]),
        ("chest & hurts", "hurts in the chest", ["hurts in the chest"]),
        ("chest & hurts", "chest hurts", ["chest hurts"]),
        ("wrong #", "wrong 142/80", ["wrong 142"]),
        ("why ?", "why? because", ["why?"]),
        ("x-ray", "an x ray", ["x ray"]),
        ("<loop>", "x", ["x"]),
    ],
)
def test_a_phrase_finds(phrase: str, text: str, pieces: list[str]) -> None:
    assert found(phrase, text) == pieces


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("{chest|pecho", "lacks a closing"),
        ("chest |", "nothing may follow"),
        ("{chest|}", "empty part"),
        ("<nobody> hurts", "names <nobody>"),
        ("[maybe] ...", "none of its words"),
        ("a && b && c", "more than one"),
        ("--", "no word"),
    ],
)
def test_a_malformed_phrase_says_what_is_wrong(phrase: str, why: str) -> None:
    with pytest.raises(PhraseError, match=why):
        found(phrase, "chest")
