"""A vendor to talk to, and settings that point at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.vendors.ehr import keys
from tests.vendors.settings_for import pointing_at
from tests.vendors.stand_in import StandIn, stand_in


@pytest.fixture
def vendor() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "fhir.json"
    keys.make(path)
    return path


@pytest.fixture
def settings(vendor: StandIn, key_file: Path) -> Settings:
    return pointing_at(vendor.url, fhir_key_file=str(key_file))
