"""When something breaks that nobody expected, people still read a sentence, not a trace."""

from types import SimpleNamespace

from fastapi.testclient import TestClient

from gateway.main import create_app
from gateway.settings import Settings


def broken_gateway() -> TestClient:
    """A gateway whose database cannot even be asked."""
    return TestClient(
        create_app(SimpleNamespace(settings=Settings())),  # type: ignore[arg-type]
        raise_server_exceptions=False,
    )


def test_a_page_that_breaks_says_so_in_plain_words() -> None:
    answer = broken_gateway().get("/console", headers={"Cookie": "promotora=x"})

    assert answer.status_code == 500
    assert "on our side" in answer.text
    assert "Traceback" not in answer.text


def test_a_call_that_breaks_answers_with_the_next_step() -> None:
    answer = broken_gateway().get("/health/ready")

    assert answer.status_code == 500
    assert answer.json()["error"]["next_step"]
