"""One number of a message: its value, and where its words stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """`raw` is what was written, in small letters without accents."""

    value: float
    start: int
    end: int
    raw: str

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)

    @property
    def in_digits(self) -> bool:
        return self.raw.isdigit()
