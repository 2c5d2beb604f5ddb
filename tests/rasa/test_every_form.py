"""Every plausible reading, in every form the product promises, is read exactly.

The whole of the interpretation is asked, as in live conversation; `well_formed` writes the replies.
"""

from collections import Counter

import pytest

from nlu.grammar import Grammar
from nlu.reader import Reader
from nlu.report import said as told
from nlu.report import written
from nlu.shape import Shape
from tests.rasa.said import said
from tests.rasa.well_formed import LANGUAGES, Reply, WellFormed

SHOWN = 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_below_a_thousand_in_every_way_it_is_said(
    grammar: Grammar, language: str
) -> None:
    for value in range(1, 1000):
        for way in () if (value, language) == (11, "es") else said(value, language):
            for text in (way, f"{way} ", f"it was {way}, ok", f"salió {way}. gracias"):
                found = [number.value for number in Shape(text, grammar.reader).numbers]
                assert found == [value], text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["pressures", "sugars", "weights"])
def test_every_plausible_reading_in_every_form(reader: Reader, kind: str, language: str) -> None:
    replies = list(getattr(WellFormed(), kind)(language))
    wrong = [(reply, made) for reply in replies if (made := misread(reader, reply))]

    assert min(Counter(reply.form for reply in replies).values()) >= 25
    assert not wrong, "\n".join(
        [f"{len(wrong)} wrong of {len(replies)}, the first:", *map(shown, wrong[:SHOWN])]
    )


def misread(reader: Reader, reply: Reply) -> str:
    """What was made of a reply instead; nothing when it was read as it is."""
    made = reader.of({"text": reply.text, "context": reply.context, "lang": reply.language})
    return "" if made["readings"] == [reply.reading] else told(made)


def shown(wrong: tuple[Reply, str]) -> str:
    reply, made = wrong
    return f"{reply.text!r} ({reply.context}): wanted {written(reply.reading)}, made {made}"
