"""The weights of the safety net are those of the replies that are taught now."""

from conftest import ROOT

from nlu.danger_words import FILE, learnt_from, weights
from red_flags.danger_words import BEGINNING


def test_the_list_was_learnt_from_the_replies_that_are_there() -> None:
    """Otherwise: make danger-words."""
    assert f"# Learnt from: {learnt_from(ROOT / 'data/nlu')}" in (ROOT / FILE).read_text("utf-8")


def test_words_of_dangerous_replies_weigh_for_danger_and_the_others_against_it() -> None:
    danger = [{"text": f"chest hurts {n}", "gold": {"act": "emergency"}} for n in range(30)]
    arguable = [
        {"text": "arm asleep", "gold": {"act": "symptom", "alt": [{"act": "emergency"}]}}
    ] * 30
    calm = [{"text": f"the cuff hurts {n}", "gold": {"act": "accept"}} for n in range(60)]

    told = weights([*danger, *arguable, *calm])

    assert told["arm"] > 0 > told["cuff"]
    assert BEGINNING in told
