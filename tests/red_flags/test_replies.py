"""How many emergencies are found, and how many alarms are false, on replies written apart.

The author of the lists wrote them too, each round before it was first read. After its first run
the lists were widened, so only a first run tells how new wording fares. First runs, recall and
false alarms, English, then Spanish:
round 1 (written before any list): 97.6 % and 0.4 %, 96.9 % and 0.4 %;
round 2 (hard wording, hard look-alikes): 73 % and 7.3 %, 76 % and 7.7 %;
round 3 (mixed): 89 % and 4.0 %, 86 % and 4.2 %;
round 4 (indirect wording): 80 % and 0 %, 71 % and 3.4 %;
round 5 (plain wording): 93 % and 5.7 % (2 of 35), 95 % and 2.9 % (1 of 35).
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
