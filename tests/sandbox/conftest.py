"""A running sandbox and the throw-away gateway it calls."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.receiver import Receiver, listening
from tests.sandbox.sign_in import SignIn, sign_in_for
from tests.sandbox.town import Sandbox, running, settings_for


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    with listening(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def sandbox(tmp_path: Path, gateway: Receiver) -> Iterator[Sandbox]:
    with running(settings_for(tmp_path, gateway.url)) as made:
        yield made


@pytest.fixture
def sign_in(sandbox: Sandbox, gateway: Receiver) -> SignIn:
    """A client whose public key the gateway shows."""
    return sign_in_for(sandbox, gateway)
