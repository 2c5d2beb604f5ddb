"""What keys on a telephone mean."""

from pathlib import Path

import pytest

from gateway import safety_net
from gateway.calls import meant

WORDS = safety_net.read_words(Path("data/languages"))


@pytest.mark.parametrize(
    ("keys", "context", "yes_no", "said"),
    [
        ("138*82#", "bp", False, "138/82"),
        ("138*82", "none", False, "138/82"),
        ("138*82*72", "bp", False, "138/82/72"),
        ("13882", "bp", False, "13882"),  # the reader joins or asks
        ("148*92", "bp", True, "148/92"),  # keyed again where 1 or 2 was asked for
        ("184*5#", "weight", False, "184.5"),
        ("104#", "glucose", False, "104"),
        ("1", "bp", True, "SÍ"),
        ("2#", "adherence", True, "NO"),
        ("2", "symptom", False, "2"),
        ("0", "bp", True, "ENFERMERA"),
        ("#", "bp", False, ""),
        ("*", "bp", False, ""),
        ("911", "glucose", False, "911"),  # the net hears a plea for an ambulance
    ],
)
def test_keys_stand_for_words_and_numbers(keys: str, context: str, yes_no: bool, said: str) -> None:
    assert meant(keys, context=context, yes_no=yes_no, language="es", words=WORDS) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "I wrote down 138/82.", "I wrote down 138 over 82."),
        ("es", "Anoté 142 mg/dL.", "Anoté 142 miligramos por decilitro."),
        ("es", "Anoté 184.5 lb.", "Anoté 184.5 libras."),
        ("en", "Call 911 or 988.", "Call 9 1 1 or 9 8 8."),
        ("en", "I wrote down 1911 steps.", "I wrote down 1911 steps."),
    ],
)
def test_what_is_written_is_said_as_a_person_would(language: str, written: str, said: str) -> None:
    assert WORDS.sounding(language, written) == said


@pytest.mark.parametrize(
    ("language", "said", "her"),
    [
        ("es", "sí, soy yo", True),
        ("en", "speaking", True),
        ("en", "sí", True),  # she speaks Spanish though the chart says English
        ("en", "no she is not here", False),
        ("es", "no está", False),
        ("en", "hello", None),
        ("es", "bueno", None),
        ("en", "you have reached the Lopez family", None),
    ],
)
def test_is_it_her(language: str, said: str, her: bool | None) -> None:
    assert WORDS.is_it_her(language, said) is her
