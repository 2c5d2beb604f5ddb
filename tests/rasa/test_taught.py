"""The labelled replies that are taught, and those that measure what was learnt."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from nlu.replies import ACTS
from nlu.situation import KINDS
from nlu.taught import ReplyFileError, labelled_replies
from nlu.words import fold

TAUGHT, MEASURED = ROOT / "data/nlu", ROOT / "tests/evaluation"
LEAST_TAUGHT, LEAST_MEASURED = 3000, 1000


def replies(folder: Path) -> list[Mapping[str, Any]]:
    return list(labelled_replies(folder))


def plain(text: str) -> str:
    """What two replies must not share: their words, whatever case, accents and signs."""
    return " ".join(re.findall(r"\w+", fold(text))) or text.strip()


@pytest.mark.parametrize("folder", [TAUGHT, MEASURED], ids=["taught", "measured"])
def test_every_label_is_one_that_the_contract_knows(folder: Path) -> None:
    for reply in replies(folder):
        gold = reply["gold"]
        assert gold["act"] in ACTS, reply
        assert gold["answer"] in ("yes", "no", None), reply
        assert reply["context"] in KINDS, reply
        assert reply["channel"] in ("sms", "voice"), reply


@pytest.mark.parametrize("folder", [TAUGHT, MEASURED], ids=["taught", "measured"])
def test_every_reply_has_an_id_of_its_own(folder: Path) -> None:
    counted = Counter(reply["id"] for reply in replies(folder))

    assert [id_ for id_, count in counted.items() if count > 1] == []


def test_one_text_in_one_situation_has_one_label() -> None:
    labels: dict[tuple[str, str, str], set[str]] = {}
    for reply in replies(TAUGHT):
        where = (reply["text"].strip().lower(), reply["context"], reply["channel"])
        labels.setdefault(where, set()).add(reply["gold"]["act"])

    assert [where for where, acts in labels.items() if len(acts) > 1] == []


def test_no_reply_is_both_taught_and_measured() -> None:
    taught = {plain(reply["text"]) for reply in replies(TAUGHT)}

    assert [r["text"] for r in replies(MEASURED) if plain(r["text"]) in taught] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_enough_of_them_in_each_language(language: str) -> None:
    taught, measured = (
        sum(reply["lang"] in (language, "mixed") for reply in replies(folder))
        for folder in (TAUGHT, MEASURED)
    )

    assert taught >= LEAST_TAUGHT
    assert measured >= LEAST_MEASURED


def test_every_act_is_taught() -> None:
    taught = {reply["gold"]["act"] for reply in replies(TAUGHT)}

    assert taught == set(ACTS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{oops", "line 1: it is no JSON"),
        ('{"text": "a"}', "line 1: context, channel, lang, gold is missing"),
        ("3", "line 1: it is JSON, but no object"),
    ],
)
def test_a_line_that_is_no_labelled_reply_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "en.jsonl").write_text(line + "\n", "utf-8")

    with pytest.raises(ReplyFileError, match=said):
        replies(tmp_path)
