"""How far a text got: any callbacks, in any order, any number of times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.messages.status import FINAL, RANK, after, contradicts

HEARD = sorted(word for word, rank in RANK.items() if rank >= 0 and word != "refused")


@given(st.lists(st.sampled_from(HEARD)), st.sampled_from(HEARD))
def test_a_status_never_falls_back(heard: list[str], next_word: str) -> None:
    status = "waiting"
    for word in heard:
        status = after(status, word)

    assert RANK[after(status, next_word)] >= RANK[status]
    if status in FINAL:
        assert after(status, next_word) in ({status} | {"read"} & {next_word})


@given(st.data())
def test_order_and_repetition_do_not_matter_while_callbacks_agree(data: st.DataObject) -> None:
    course = ["accepted", "queued", "sending", "sent"]
    course += data.draw(st.sampled_from([["delivered"], ["undelivered"], ["failed"], []]))
    heard = data.draw(st.permutations(course + data.draw(st.lists(st.sampled_from(course)))))
    status = "waiting"
    for word in heard:
        assert not contradicts(status, word)
        status = after(status, word)

    assert status == course[-1]


@given(st.lists(st.sampled_from(HEARD)))
def test_the_first_final_word_stays_and_only_another_final_word_contradicts_it(
    heard: list[str],
) -> None:
    status = "waiting"
    for word in heard:
        if contradicts(status, word):
            assert {status, word} <= FINAL
            assert after(status, word) == status
        status = after(status, word)

    final = [word for word in heard if word in FINAL]
    if final and final[0] != "delivered":
        assert status == final[0]


@pytest.mark.parametrize("word", ["partially_delivered", "received", "", "DELIVERED", "withdrawn"])
def test_words_that_mean_nothing_here_change_nothing(word: str) -> None:
    assert after("sent", word) == "sent"
    assert not contradicts("delivered", word)
