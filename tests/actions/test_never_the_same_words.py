"""Whatever two questions of one episode are about, they are never the same text."""

from itertools import product

import pytest

from actions.clinic import Outcome
from actions.saying import response, texts

CONTEXTS = ("bp", "glucose", "weight", "adherence", "symptom", "review", "enrollment", "none")
NAMED = {name.removeprefix("utter_ask_back_").removesuffix("_again") for name in texts()
         if name.startswith("utter_ask_back_")}  # fmt: skip
REASONS = (None, "unreadable", "partly", "empty", *sorted(NAMED - set(CONTEXTS)))
SHOWN: tuple[dict[str, str], ...] = (
    {},
    {"proposal": "120/80"},
    {"first": "138/82", "second": "142/90"},
)


def question(reason: str | None, context: str, values: dict[str, str], asked: int) -> str:
    """The name of the text for the first or second question of an episode."""
    again = {"asked": "2"} if asked == 2 else {}
    said = response(Outcome("ask_back", context, "en", reason, values | again), read="12/8")
    assert said is not None
    return said[0]


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_second_question_is_another_text_whatever_both_are_about(context: str) -> None:
    about = list(product(REASONS, SHOWN))
    first = {question(reason, context, shown, 1) for reason, shown in about}
    second = {question(reason, context, shown, 2) for reason, shown in about}

    assert first.isdisjoint(second)
