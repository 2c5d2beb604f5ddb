"""Lines are read as replies, or refused in one sentence that says which and why."""

import json
from typing import Any

import pytest

from nlu.replies import BadLine, Reply, replies


def read(*lines: bytes) -> list[Reply | BadLine]:
    return list(replies(lines))


def line(**told: Any) -> bytes:
    return json.dumps({"text": "138/82", **told}).encode()


def test_labelled_and_bare_replies_are_read_with_the_number_of_their_line() -> None:
    first, second = read(b"\n", line(id="a", gold={"act": "accept"}), b"  \r\n", line())

    assert [(r.number, r.id) for r in (first, second) if isinstance(r, Reply)] == [(2, "a"), (4, 4)]


def test_a_file_from_windows_is_read() -> None:
    [reply] = read(b"\xef\xbb\xbf" + line(text="sí\u2028") + b"\r\n")

    assert isinstance(reply, Reply)
    assert reply.told["text"] == "sí\u2028"


def test_a_line_made_to_exhaust_the_parser_is_only_a_bad_line() -> None:
    [told] = read(b"[" * 100_000)

    assert isinstance(told, BadLine)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"text,lang", "no JSON object"),
        (b'{"text": "138/82"', "no JSON object"),
        (b"[1, 2]", "no object"),
        (b'"138/82"', "no object"),
        (b"{}", "`text`"),
        (b'{"text": null}', "`text`"),
        (b'{"text": "\xff"}', "byte 11 is not UTF-8"),
        (line(context="pressure"), "`context` is 'pressure'"),
        (line(context=[]), "`context` is []"),
        (line(channel="fax"), "`channel` is 'fax'"),
        (line(lang="fr"), "`lang` is 'fr'"),
        (line(open_check_ins="bp"), "`open_check_ins` is no list"),
        (line(pending=[]), "`pending` is no object"),
        (line(gold="accept"), "`gold` is no object"),
        (line(gold={"act": "aceptar"}), "`act` is 'aceptar'"),
        (line(gold={"act": "accept", "answer": "si"}), "`answer` is 'si'"),
        (line(gold={"act": "accept", "readings": "138/82"}), "`readings` is no list"),
        (line(gold={"act": "accept", "readings": ["138/82"]}), "'138/82' is no reading"),
        (line(gold={"act": "accept", "readings": [{"type": []}]}), "is no reading"),
        (
            line(gold={"act": "accept", "readings": [{"type": "weight", "value": "184"}]}),
            "no usable `value`",
        ),
        (line(gold={"act": "accept", "alt": ["clarify"]}), "`alt` in `gold` is no list of objects"),
        (line(gold={"act": "accept", "alt": [{"act": "?"}]}), "in `alt`, `act` is '?'"),
    ],
)
def test_a_bad_line_is_told_by_its_number_with_a_next_step(bad: bytes, why: str) -> None:
    _, told, after = read(line(), bad, line())

    assert isinstance(told, BadLine)
    assert str(told).startswith("Line 2 was left out: ")
    assert why in str(told)
    assert "Next step: " in str(told)
    assert isinstance(after, Reply)
