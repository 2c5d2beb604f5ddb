"""The two calls that matter most, once more with every process on Postgres."""

from collections.abc import Iterator

import pytest

from tests.journeys.test_calls import (
    test_a_phone_only_patient_answers_by_keypad_in_spanish as by_keypad,
)
from tests.journeys.test_calls import (
    test_a_voicemail_is_detected_and_says_nothing_about_health as voicemail,
)
from tests.town import Town


@pytest.fixture(scope="module")
def whole_town(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"), PROMOTORA_DATABASE_URL=postgres_url)
    try:
        town.open()
        yield town
    finally:
        town.close()


def test_the_telephone_works_on_postgres(town: Town) -> None:
    by_keypad(town)
    voicemail(town)
