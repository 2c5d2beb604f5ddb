"""How many emergencies are found, and how many alarms are false, on replies written apart.

Each round was written before its replies were first read, and without the phrase lists at hand;
after its first run the lists were widened, so a round says how well the lists meet new wording
only on its first run. First runs, recall and false alarms, English then Spanish:
round 1: 97.6 %, 0.4 %; 96.9 %, 0.4 %. Round 2 (hard wording, hard look-alikes): 73 %, 7.3 %;
76 %, 7.7 %. Round 3: 89 %, 4.0 %; 86 %, 4.2 %. Round 4 (indirect wording): 80 %, 0 %; 71 %, 3.4 %.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from red_flags import RedFlags

Reply = dict[str, Any]
HERE = Path(__file__).parent
LANGUAGES = ("en", "es")


def replies(language: str) -> list[Reply]:
    lines = (HERE / f"replies_{language}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def at_most(floor: float, asked: list[Reply], wrong: Callable[[Reply], bool]) -> None:
    """Fail, with every reply that went wrong, when their share is above the floor."""
    errors = [f"{reply['id']} {reply['text']}" for reply in asked if wrong(reply)]

    assert len(errors) <= floor * len(asked), "\n".join(errors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_at_least_300_replies_and_two_in_five_are_emergencies(language: str) -> None:
    written = replies(language)
    flagged = [reply for reply in written if reply["flag"]]

    assert len(written) >= 300
    assert 0.35 <= len(flagged) / len(written) <= 0.55


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_emergency_in_a_hundred_is_missed(net: RedFlags, language: str) -> None:
    flagged = [reply for reply in replies(language) if reply["flag"]]

    at_most(0.01, flagged, lambda reply: net.find(reply["text"]) is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_alarm_in_two_hundred_is_false(net: RedFlags, language: str) -> None:
    plain = [reply for reply in replies(language) if not reply["flag"]]

    at_most(0.005, plain, lambda reply: net.find(reply["text"]) is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_family_is_right_where_the_answer_depends_on_it(net: RedFlags, language: str) -> None:
    """988 or 911 is told by the family; the others may be taken for one another."""
    flagged = [reply for reply in replies(language) if reply["flag"]]

    def wrong(reply: Reply) -> bool:
        flag = net.find(reply["text"])
        return flag is not None and (flag.family == "self_harm") != (reply["flag"] == "self_harm")

    at_most(0.02, flagged, wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wish_to_leave_is_missed_and_none_is_invented(net: RedFlags, language: str) -> None:
    written = replies(language)

    def wrong(reply: Reply) -> bool:
        return net.opt_out(reply["text"], reply["context"]) != reply["opt_out"]

    at_most(0, written, wrong)
