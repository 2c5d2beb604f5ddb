"""The language files: what is wrong with one is said in one sentence; both say the same things."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import BadRules
from gateway.files import read_yaml
from gateway.safety_net import read_words
from red_flags import FAMILIES, LanguageError, load

FILES = {path.stem: read_yaml(path) for path in sorted(Path("data/languages").glob("*.yml"))}
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


def broken(change: Callable[[dict[str, Any]], object]) -> LanguageError:
    file = copy.deepcopy(FILES["en"])
    change(file)
    with pytest.raises(LanguageError) as caught:
        load([file])
    return caught.value


def test_a_missing_section_is_named() -> None:
    wrong = broken(lambda file: file["red_flags"].pop("look_alikes"))

    assert (wrong.language, wrong.where) == ("en", "red_flags.look_alikes")
    assert "is missing" in str(wrong)


def test_a_misspelt_family_is_named_with_those_that_exist() -> None:
    wrong = broken(lambda file: file["red_flags"]["families"].update(chets="chest pain"))

    assert "no family 'chets'" in str(wrong)
    assert "chest" in wrong.why


def test_a_misspelt_family_among_the_excuses_is_named() -> None:
    wrong = broken(lambda file: file["red_flags"]["excused"].update(brth="stuffy nose"))

    assert (wrong.where, "no family 'brth'" in str(wrong)) == ("red_flags.excused", True)


def test_a_malformed_phrase_is_quoted() -> None:
    wrong = broken(lambda file: file["red_flags"]["families"].update(chest="{chest|pecho pain"))

    assert wrong.where == "red_flags.families.chest"
    assert "{chest|pecho pain" in str(wrong)


def test_a_number_among_words_asks_for_quotes() -> None:
    wrong = broken(lambda file: file["keywords"].update(opt_out=["stop", 12]))

    assert wrong.where == "keywords.opt_out"
    assert "quotes" in str(wrong)


def test_a_missing_family_is_refused_rather_than_left_unwatched() -> None:
    wrong = broken(lambda file: file["red_flags"]["families"].pop("breath"))

    assert wrong.where == "red_flags.families.breath"


@pytest.mark.parametrize("language", FILES)
def test_every_language_watches_every_family(language: str) -> None:
    assert set(FILES[language]["red_flags"]["families"]) == set(FAMILIES)


def test_every_language_has_the_same_fixed_texts() -> None:
    first, *others = [set(file["fixed"]) for file in FILES.values()]

    assert all(other == first for other in others)


@pytest.mark.parametrize("language", FILES)
def test_the_fixed_texts_name_the_number_to_call(language: str) -> None:
    fixed = FILES[language]["fixed"]

    assert "911" in fixed["emergency"]
    assert "988" in fixed["crisis"]
    assert "911" in fixed["crisis"]
    assert all("[clinic]" in fixed[which] for which in ("stopped", "started", "help"))


@pytest.mark.parametrize("language", FILES)
# what is said in a call takes no segment
@pytest.mark.parametrize("which", [n for n in FILES["en"]["fixed"] if not n.startswith("call_")])
def test_a_fixed_text_is_one_message_of_plain_letters(language: str, which: str) -> None:
    """One segment of GSM-7 with a clinic's name of twenty letters; accents would make it three."""
    text = FILES[language]["fixed"][which].replace("[clinic]", "Clinica de la Esperanza"[:20])

    assert set(text) <= GSM_7
    assert len(text) <= 160


def test_the_gateway_says_in_one_sentence_which_file_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    shutil.copy("data/danger_words.tsv", tmp_path)
    for language in FILES:
        text = Path(f"data/languages/{language}.yml").read_text("utf-8")
        (folder / f"{language}.yml").write_text(text.replace("  look_alikes: |", "  looks: |"))

    with pytest.raises(BadRules, match=r"en\.yml, red_flags\.look_alikes: is missing"):
        read_words(folder)
