"""One installation for the stories of one file; each story has patients of its own."""

from collections.abc import Iterator

import pytest

from tests.town import Town


@pytest.fixture(scope="module")
def whole_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    try:
        town.open()
        yield town
    finally:
        town.close()


@pytest.fixture
def town(whole_town: Town) -> Iterator[Town]:
    """The running installation; faults a story switched on are gone before the next one."""
    yield whole_town
    whole_town.sandbox("DELETE", "/faults")
    for name in whole_town.table:
        if name not in whole_town.running:
            whole_town.bring_back(name)
