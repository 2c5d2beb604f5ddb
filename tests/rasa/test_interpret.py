"""The command: replies in, interpretations and scores out, nothing lost on the way."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlu import fits
from nlu.reader import Reader

TEXTS = [
    {"id": "a", "lang": "en", "context": "bp", "text": "138/82", "gold": {"act": "accept"}},
    {"lang": "es", "context": "glucose", "channel": "voice", "text": "ciento cuarenta y dos"},
    {"text": "half an emoji \ud83d and a line\u2028end"},
]


def interpret(*arguments: Any, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "nlu.interpret", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)


def lines(replies: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(reply) + "\n" for reply in replies).encode()


@pytest.fixture
def file(tmp_path: Path, model: fits.Model) -> Path:
    path = tmp_path / "replies.jsonl"
    path.write_bytes(lines(TEXTS))
    return path


def test_a_file_is_interpreted_as_in_live_conversation(file: Path, reader: Reader) -> None:
    out = file.with_name("out.jsonl")

    done = interpret(file, out)

    made = [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]]
    assert done.returncode == 0, done.stderr
    assert [m["id"] for m in made] == ["a", 2, 3]
    assert made == [
        {"id": found["id"], **reader.of(reply)} for found, reply in zip(made, TEXTS, strict=True)
    ]
    assert b"emergencies missed" in done.stdout
    assert b"1 labelled replies" in done.stdout
    assert b"3/3" in done.stderr
    assert b"arning" not in done.stderr
    assert b"Error" not in done.stderr


def test_standard_input_and_output_do_too_and_scores_stay_out_of_the_way(
    model: fits.Model,
) -> None:
    done = interpret("--json", given=lines(TEXTS))

    assert [json.loads(line)["act"] for line in done.stdout.splitlines()][:2] == ["accept"] * 2
    scores = json.loads(done.stderr[done.stderr.index(b"{") :])
    assert scores["model"] == model.model_id
    assert scores["measures"][0]["name"] == "emergencies missed"


def test_a_bad_line_is_left_out_and_told(file: Path) -> None:
    file.write_bytes(lines(TEXTS[:1]) + b"138/82\n" + lines(TEXTS[1:]))
    out = file.with_name("out.jsonl")

    done = interpret(file, out)

    assert done.returncode == 1
    assert b"Line 2 was left out: it is no JSON object" in done.stderr
    assert len(out.read_bytes().splitlines()) == 3


def test_a_reply_that_cannot_be_interpreted_costs_no_other(file: Path) -> None:
    odd = {"text": "azúcar", "context": "none", "pending": {"type": "number"}}
    file.write_bytes(lines([odd, *TEXTS]))
    out = file.with_name("out.jsonl")

    done = interpret(file, out)

    assert done.returncode == 1
    assert b"Line 1 was left out: it cannot be interpreted" in done.stderr
    assert len(out.read_bytes().splitlines()) == 3


def test_another_kind_of_file_ends_early_but_keeps_what_was_written(file: Path) -> None:
    file.write_bytes(lines(TEXTS) + b"id,text\n" * 100)
    out = file.with_name("out.jsonl")

    done = interpret(file, out)

    assert done.returncode == 1
    assert done.stderr.count(b"was left out") < 30
    assert b"another kind of file" in done.stderr
    assert len(out.read_bytes().splitlines()) == 3


def test_the_replies_are_never_overwritten(file: Path) -> None:
    done = interpret(file, file)

    assert done.returncode == 1
    assert b"would overwrite" in done.stderr
    assert file.read_bytes() == lines(TEXTS)


def test_a_missing_file_is_told_in_one_sentence() -> None:
    done = interpret("nowhere.jsonl")

    assert done.returncode == 1
    assert done.stderr.startswith(b"nowhere.jsonl cannot be read: No such file")
    assert done.stderr.count(b"\n") == 1
