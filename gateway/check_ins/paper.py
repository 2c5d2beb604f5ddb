"""What reading every file about asking needs: times of the day, and errors that name the file."""

import re
from datetime import time
from pathlib import Path
from typing import Any

from gateway.errors import BadRules


class naming:  # noqa: N801 - reads as a word in `with`
    """Turns whatever a malformed entry raises into BadRules that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, KeyError):
            raise BadRules(f"{self.path} lacks {error}.") from None
        if isinstance(error, TypeError | ValueError | AttributeError):
            raise BadRules(f"{self.path}: {error}.") from None


def clock(written: Any) -> str:
    """A time of the day as "HH:MM".

    Raises:
        ValueError: it is written in another way, or there is no such time.
    """
    if not isinstance(written, str) or not re.fullmatch(r"\d\d:\d\d", written):
        raise ValueError(f"{written!r} is not a time such as '08:00'")
    return time.fromisoformat(written).strftime("%H:%M")
