"""The peers read the same replies, without labels, and are counted by the product's own scoring."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import environments, spoken
from benchmarks.peers.afternoon import RegexBot
from benchmarks.peers.environments import Missing
from benchmarks.peers.page import safety
from benchmarks.peers.task import labelled, pressures_read, scored, task

PRESSURE = {"type": "blood_pressure", "systolic": 138, "diastolic": 82, "pulse": 72}
WEIGHT = {"type": "weight", "value": 190.0, "unit": "lb"}


def reply(text: str, context: str, act: str, *readings: Any, answer: Any = None) -> dict[str, Any]:
    gold = {"act": act, "readings": list(readings), "answer": answer}
    return {"text": text, "context": context, "lang": "en", "gold": gold, "tags": ["x"]}


SENTENCES = [
    reply("138 over 82, pulse 72", "bp", "accept", PRESSURE),
    reply("I have chest pain, 190 lb", "weight", "emergency", WEIGHT),
    reply("Ya no me manden mensajes", "adherence", "stop"),
]


def counts(made: list[dict[str, Any]]) -> dict[str, int | None]:
    return {measure.name: measure.count for measure in scored(SENTENCES, made)}


def test_a_bot_of_an_afternoon_reads_plain_sentences() -> None:
    made = [RegexBot().of(sentence) for sentence in SENTENCES]

    assert made == [sentence["gold"] for sentence in SENTENCES]
    assert set(counts(made).values()) == {0, None}


def test_what_a_peer_misses_is_counted_as_ours_would_be() -> None:
    silent: list[dict[str, Any]] = [
        {"act": "clarify", "readings": [], "answer": None} for _ in SENTENCES
    ]

    found = counts(silent)

    assert (found["emergencies missed"], found["opt-outs missed"]) == (1, 1)
    assert (found["readings missed"], found["messages with a wrong value charted"]) == (2, 0)
    answers = {"regex": {"made": silent, "per_second": 9.0}}
    assert "| emergencies missed | 1 of 1 (100.0 %) |" in list(safety(SENTENCES, answers))


def test_no_peer_is_shown_a_label() -> None:
    assert all(given.keys() == {"text", "context", "lang"} for given in task(SENTENCES)["replies"])
    everything = task(labelled())["replies"]
    assert not any({"gold", "tags", "id"} & given.keys() for given in everything)


@pytest.mark.parametrize(
    ("n", "english", "short", "spanish"),
    [
        (8, "eight", "eight", "ocho"),
        (100, "one hundred", "one hundred", "cien"),
        (105, "one hundred five", "one oh five", "ciento cinco"),
        (138, "one hundred thirty eight", "one thirty eight", "ciento treinta y ocho"),
        (520, "five hundred twenty", "five twenty", "quinientos veinte"),
    ],
)
def test_numbers_are_said_as_people_say_them(
    n: int, english: str, short: str, spanish: str
) -> None:
    assert (spoken.english(n), spoken.short(n), spoken.spanish(n)) == (english, short, spanish)


def test_a_pressure_counts_only_when_it_alone_is_charted() -> None:
    said = [(top, bottom) for _, top, bottom in spoken.pressures()]
    charted = [
        {"readings": [{**PRESSURE, "systolic": top, "diastolic": bottom, "pulse": None}]}
        for top, bottom in said
    ]
    charted[0] = {"readings": charted[0]["readings"] * 2}

    assert [row.among - row.right for row in pressures_read(charted)] == [1, 0, 0, 0, 0, 0]


def test_a_peer_that_cannot_be_installed_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements-diet.txt").write_text("promotora-nowhere @ file:///nowhere\n")
    monkeypatch.setattr(environments, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environments, "PEERS", tmp_path)

    with pytest.raises(Missing, match="nowhere"):
        environments.python_for("diet")
