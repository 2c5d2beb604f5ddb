"""The sentences of sentences.yml, one test each."""

from pathlib import Path

import pytest

from gateway.files import read_yaml
from red_flags import RedFlags

SAID = read_yaml(Path(__file__).parent / "sentences.yml")


def each(group: str) -> list[tuple[str, str]]:
    return [(key, text) for key, texts in SAID[group].items() for text in texts]


@pytest.mark.parametrize(("family", "text"), each("found"))
def test_danger_is_found_with_its_family(net: RedFlags, family: str, text: str) -> None:
    assert family in {flag.family for flag in net.find_all(text)}


@pytest.mark.parametrize(("why", "text"), each("harmless"))
def test_what_is_no_danger_raises_nothing(net: RedFlags, why: str, text: str) -> None:
    assert net.find(text) is None, why


@pytest.mark.parametrize(("why", "text"), each("still_found"))
def test_danger_beside_something_harmless_is_found(net: RedFlags, why: str, text: str) -> None:
    assert net.find(text) is not None, why


@pytest.mark.parametrize("text", SAID["opt_out"])
def test_a_wish_to_leave_is_heard(net: RedFlags, text: str) -> None:
    assert net.opt_out(text)


@pytest.mark.parametrize("text", SAID["not_opt_out"])
def test_a_look_alike_of_stop_ends_nothing(net: RedFlags, text: str) -> None:
    assert not net.opt_out(text, "bp")


@pytest.mark.parametrize("text", SAID["opt_in"])
def test_a_wish_to_return_is_heard(net: RedFlags, text: str) -> None:
    assert net.opt_in(text)


@pytest.mark.parametrize("text", SAID["not_opt_in"])
def test_an_answer_is_no_wish_to_return(net: RedFlags, text: str) -> None:
    assert not net.opt_in(text)


@pytest.mark.parametrize("text", SAID["back_in"])
def test_a_plain_sentence_asks_for_our_messages_again(net: RedFlags, text: str) -> None:
    assert net.back_in(text) == "back_in"


@pytest.mark.parametrize("text", SAID["maybe_back_in"])
def test_what_only_may_ask_for_them_is_for_a_person(net: RedFlags, text: str) -> None:
    assert net.back_in(text) == "maybe_back_in"


@pytest.mark.parametrize("text", SAID["not_back_in"])
def test_no_reading_nor_small_talk_brings_anybody_back(net: RedFlags, text: str) -> None:
    assert net.back_in(text) is None


@pytest.mark.parametrize("text", SAID["opt_out"])
def test_a_wish_to_leave_brings_nobody_back(net: RedFlags, text: str) -> None:
    assert net.back_in(text) is None


@pytest.mark.parametrize("text", SAID["back_in"])
def test_a_wish_to_return_is_no_wish_to_leave(net: RedFlags, text: str) -> None:
    assert not net.opt_out(text)


@pytest.mark.parametrize("text", SAID["help"])
def test_help_is_heard(net: RedFlags, text: str) -> None:
    assert net.asks_help(text)


@pytest.mark.parametrize("text", SAID["not_help"])
def test_a_request_for_help_with_something_is_no_keyword(net: RedFlags, text: str) -> None:
    assert not net.asks_help(text)


def test_the_word_a_meter_shows_ends_nothing_under_the_glucose_check_in(net: RedFlags) -> None:
    assert not net.opt_out("alto", "glucose")
    assert net.opt_out("alto", "none")
    assert net.opt_out("STOP", "glucose")
