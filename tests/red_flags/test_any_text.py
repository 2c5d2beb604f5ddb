"""Properties that hold for every text: nothing raises, spans lie inside, time stays bounded."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from red_flags import RedFlags

NEUTRAL = st.sampled_from(
    [
        "138/82",
        "good morning",
        "buenos días",
        "184 lb",
        "gracias",
        "ok",
        "see you at 2",
        "el martes",
    ]
)
DANGER = st.sampled_from(
    ["I have chest pain", "no puedo respirar", "me quiero morir", "my face is drooping", "auxilio"]
)
SIGNS = (
    *("no", "sin", "not", "chest", "pecho", "pain", "dolor", "if", "si", "and", "y", "but", "pero"),
    *("hurts", ".", ",", "?", "!", "48", "sugar", "cant", "breathe", "died", "of", "in", "2015"),
    *("now", "stop", "alto", "me", "tome", "pastillas", "🆘"),
)
WORDS = st.lists(st.sampled_from(SIGNS), max_size=120).map(" ".join)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(st.text(max_size=400), WORDS))
def test_no_text_raises_and_every_span_lies_inside(net: RedFlags, text: str) -> None:
    for flag in net.find_all(text):
        assert 0 <= flag.start < flag.end <= len(text)
        assert flag.text == text[flag.start : flag.end]
    assert {net.opt_out(text), net.opt_in(text), net.asks_help(text)} <= {True, False}


@settings(max_examples=200, deadline=None)
@given(before=NEUTRAL, danger=DANGER, after=NEUTRAL, joint=st.sampled_from([". ", "\n", ", "]))
def test_danger_inside_a_neutral_text_is_found(
    net: RedFlags, before: str, danger: str, after: str, joint: str
) -> None:
    text = f"{before}{joint}{danger}{joint}{after}"
    flag = net.find(text)

    assert flag is not None
    assert text.index(danger) <= flag.start < flag.end <= text.index(danger) + len(danger)


def fastest(net: RedFlags, text: str) -> float:
    """Processor seconds of the fastest of five readings, whatever else the machine does."""
    spent = []
    for _ in range(5):
        start = time.process_time()
        net.find_all(text)
        spent.append(time.process_time() - start)
    return min(spent)


@pytest.mark.parametrize(
    "piece",
    [
        "no chest pain, ",
        "cant ",
        "if my chest hurts ",
        "a",
        "me duele el pecho y ",
        "48 shaking ",
        "no no no ",
        "xqzwvk ",
        "1 ",
        "in 2015 i fell ",
        "🆘",
        "á",
    ],
)
def test_1600_characters_take_less_than_20_ms(net: RedFlags, piece: str) -> None:
    assert fastest(net, (piece * 1600)[:1600]) < 0.020


def test_a_usual_reply_takes_about_a_millisecond(net: RedFlags) -> None:
    usual = ["138/82", "yes took them all", "me duele la rodilla", "no chest pain today"]

    assert sum(fastest(net, text) for text in usual) / len(usual) < 0.002
