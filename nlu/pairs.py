"""Signs of one reply, two at a time: a linear classifier only adds up what it sees.

"Yesterday" speaks against a value and "today" for it; what both together say is neither's sum.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

MOST = 40  # signs of a long story that are paired: 780 pairs


def pairs(signs: Iterable[str]) -> Iterator[str]:
    """Each two of the first signs, whatever stands between them; what comes first counts."""
    first = sorted(list(dict.fromkeys(signs))[:MOST])
    return (f"{one}&{other}" for one, other in combinations(first, 2))
