"""What the house asks of its code and its documents, as functions that list what is wrong.

Run as tests by `tests/house`; `python -m checks.reference` writes docs/reference/ anew.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {"var", "models", "node_modules"}


def files(root: Path, *suffixes: str) -> list[Path]:
    """Every file of ours with one of these endings, hidden folders and generated ones left out."""
    found = []
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part in NOT_OURS for part in parts)
        if not hidden and path.suffix in suffixes and path.is_file():
            found.append(path)
    return found
