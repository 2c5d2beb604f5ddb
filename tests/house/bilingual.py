"""A project of two language files, for the checks of what patients read."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from checks import ROOT
from gateway.files import read_yaml

Says = Callable[..., Path]


@pytest.fixture
def says(tmp_path: Path) -> Says:
    """A function: the root of a project that says these texts, with our budgets and no exceptions.

    A text named `fixed.x` is one of `fixed`; `rules` replaces sections of data/texts.yml.
    """

    def root(en: Mapping[str, str], es: Mapping[str, str], **rules: Any) -> Path:
        budgets = read_yaml(ROOT / "data/texts.yml")
        budgets["segments"]["more"], budgets["plain"]["harder"] = [], []
        write(tmp_path / "data/texts.yml", budgets | {"differ": []} | rules)
        for code, told in {"en": en, "es": es}.items():
            fixed = {n.removeprefix("fixed."): t for n, t in told.items() if n.startswith("fixed.")}
            spoken = {name: text for name, text in told.items() if not name.startswith("fixed.")}
            file = {"says": spoken, "fixed": fixed | {"clinic": "X"}, "keywords": keywords(code)}
            write(tmp_path / f"data/languages/{code}.yml", file)
        return tmp_path

    return root


@cache
def keywords(code: str) -> Any:
    """Our own: a language file is read for seconds."""
    return read_yaml(ROOT / f"data/languages/{code}.yml")["keywords"]


def write(path: Path, told: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump(dict(told), out)
