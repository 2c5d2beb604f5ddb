"""What a carrier bills."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.messages import segments
from gateway.messages.segments import BASIC, EXTENDED


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", (1, "GSM-7")),
        ("a" * 160, (1, "GSM-7")),
        ("a" * 161, (2, "GSM-7")),
        ("a" * 306, (2, "GSM-7")),
        ("a" * 307, (3, "GSM-7")),
        ("€" * 80, (1, "GSM-7")),
        ("€" * 81, (2, "GSM-7")),
        ("a" * 152 + "€" + "a" * 10, (2, "GSM-7")),  # the pair does not fit the first part
        ("señor, mañana", (1, "GSM-7")),
        ("¿Cuál fue su presión?", (1, "UCS-2")),
        ("á" * 70, (1, "UCS-2")),
        ("á" * 71, (2, "UCS-2")),
        ("á" * 135, (3, "UCS-2")),
        ("😀" * 35, (1, "UCS-2")),
        ("😀" * 36, (2, "UCS-2")),
        ("😀" * 67, (3, "UCS-2")),  # 33 whole ones to a part: no emoji is cut in two
    ],
)
def test_segments_are_counted_as_the_carrier_bills_them(
    body: str, expected: tuple[int, str]
) -> None:
    assert segments(body) == expected


@pytest.mark.parametrize("letters", ["éÉñÑüÜ¿¡"])
def test_the_spanish_letters_that_cost_nothing_extra(letters: str) -> None:
    assert segments(letters)[1] == "GSM-7"


@pytest.mark.parametrize("letter", list("áÁíÍóÓúÚºª«»–—’“”…°ç"))
def test_the_letters_that_make_a_text_ucs_2(letter: str) -> None:
    assert segments(f"presion {letter}")[1] == "UCS-2"


@given(st.text(max_size=400))
def test_segments_hold_every_character_and_waste_less_than_one_each(body: str) -> None:
    count, encoding = segments(body)
    gsm = all(letter in BASIC | EXTENDED for letter in body)
    size = (
        sum(2 if letter in EXTENDED else 1 for letter in body)
        if gsm
        else len(body.encode("utf-16-le", "surrogatepass")) // 2
    )
    alone, part = (160, 153) if gsm else (70, 67)

    assert encoding == ("GSM-7" if gsm else "UCS-2")
    assert (count == 1) == (size <= alone)
    if count > 1:
        assert (count - 1) * (part - 1) < size <= count * part


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_longer_text_never_takes_fewer_segments(body: str, more: str) -> None:
    assert segments(body + more)[0] >= segments(body)[0]


def test_the_basic_alphabet_is_the_standards() -> None:
    assert len(BASIC) == 128  # 3GPP TS 23.038, with the escape that leads to the extended ones
    assert not BASIC & EXTENDED
