"""What the house's tests share."""

from tests.house.bilingual import says

__all__ = ["says"]
