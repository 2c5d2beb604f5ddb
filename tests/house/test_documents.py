"""The documents keep up with the code, and the tests that say so can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks import documents


@pytest.mark.parametrize(
    "check",
    [
        documents.stale_pages,
        documents.unexplained_settings,
        documents.unexplained_targets,
        documents.unexplained_addresses,
        documents.unknown_commands,
        documents.broken_links,
        documents.unused_words,
        documents.odd_decisions,
    ],
    ids=lambda check: check.__name__,
)
def test_the_documents_keep_up_with_the_code(check: Callable[[], list[str]]) -> None:
    found = check()

    assert not found, "\n" + "\n".join(found)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project in which everything is explained."""
    write(tmp_path, "Makefile", ".PHONY: up test\nup: ## Start\ntest: ## Test\n")
    write(tmp_path, "docs/reference/settings.md", "| `PROMOTORA_PORT` | `8000` | Where. |\n")
    write(tmp_path, "docs/decisions/README.md", "[1](0001-rows.md)\n")
    write(tmp_path, "docs/decisions/0001-rows.md", "\n".join(documents.DECISION_PARTS))
    write(tmp_path, "gateway/__main__.py", 'verbs = ("migrate",)\nPROMOTORA_PORT\nclass CheckIn:\n')
    write(tmp_path, "GLOSSARY.md", "**check-in**: what is asked.\n")
    write(tmp_path, "README.md", "`make up`, `python -m gateway migrate`, [more](docs/)\n")
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("check", "path", "text", "said"),
    [
        (documents.unexplained_settings, "gateway/a.py", "PROMOTORA_SECRET_DOOR", "SECRET_DOOR"),
        (documents.unexplained_targets, "Makefile", ".PHONY: up\nup:\n", "make up: not explained"),
        (
            documents.unexplained_addresses,
            "docs/reference/a.md",
            "| `GET /x` |  |",
            "GET /x is not",
        ),
        (documents.unknown_commands, "README.md", "`make coffee`", "there is no `make coffee`"),
        (
            documents.unknown_commands,
            "a.md",
            "`python -m gateway dance`",
            "python -m gateway dance",
        ),
        (documents.unknown_commands, "a.md", "```sh\npython -m gateway.no\n```", "gateway.no"),
        (documents.broken_links, "a.md", "[x](docs/nowhere.md)", "docs/nowhere.md leads nowhere"),
        (documents.unused_words, "GLOSSARY.md", "**lantern**: x", "lantern is spoken by no code"),
        (documents.odd_decisions, "docs/decisions/rows.md", "", "needs a number of its own"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_what_fell_behind_is_told(
    project: Path, check: Callable[[Path], list[str]], path: str, text: str, said: str
) -> None:
    assert check(project) == []

    write(project, path, text)

    assert any(said in complaint for complaint in check(project))
