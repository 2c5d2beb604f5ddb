"""The course of a re-check as a table: whatever happens, it ends in range or with a page, and the
end in range stands only as long as the value does that was in range."""

from collections.abc import Mapping

COURSE: Mapping[tuple[str, str], str] = {
    ("waiting", "in_range"): "in_range",  # the second value
    ("waiting", "breach"): "paged",  # a second value that is not in range
    ("waiting", "silence"): "paged",  # none in time, for whatever reason
    ("waiting", "danger"): "paged",  # her message holds more than a number
    ("in_range", "taken_back"): "paged",  # the good second value was put right, and is not good
}
"""An event that is not here changes nothing: it is late, or repeated."""


def leads_to(state: str, event: str) -> str | None:
    return COURSE.get((state, event))
