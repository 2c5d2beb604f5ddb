"""The reader of red flags as the product builds it, from the language files."""

from pathlib import Path

import pytest

from gateway.files import read_yaml
from red_flags import RedFlags, load

LANGUAGES = Path("data/languages")


@pytest.fixture(scope="session")
def net() -> RedFlags:
    return load([read_yaml(path) for path in sorted(LANGUAGES.glob("*.yml"))])
