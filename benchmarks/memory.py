"""What each process holds in memory once it has worked."""

import psutil

from tests.town import Town


def measure(town: Town) -> dict[str, float]:
    """Process name -> resident megabytes, children included."""
    found = {}
    for name, process in town.running.items():
        root = psutil.Process(process.pid)
        family = [root, *root.children(recursive=True)]
        found[name] = sum(one.memory_info().rss for one in family) / 2**20
    return found
