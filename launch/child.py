"""Becomes one process of the table: reads its environment from a private file, then execs.

Supervisor's own `environment=` loses quotes and line ends, and a command line shows to everyone
who may call `ps`; a file that only its owner reads does neither.
"""

import json
import os
import sys


def main(path: str) -> None:
    """Replace this process, so that signals and the process id belong to the program itself."""
    with open(path, encoding="utf-8") as file:
        plan = json.load(file)
    os.execve(plan["command"][0], plan["command"], plan["env"])


if __name__ == "__main__":
    main(sys.argv[1])
