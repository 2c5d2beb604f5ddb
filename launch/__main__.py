"""`python -m launch <verb>`: what the Makefile calls."""

import os
import sys
from pathlib import Path

from launch.setup import set_up
from launch.trouble import Trouble, complain, say


def main(arguments: list[str]) -> int:
    """Run one verb; a Trouble becomes one sentence, its next step and status 1."""
    match arguments:
        case ["setup", *environments]:
            set_up(environments or ["gateway", "actions", "rasa"])
        case ["setup-tools"]:
            set_up(["gateway"], tools=True)
        case ["train"]:
            from launch.model import train

            train(Path(os.environ.get("PROMOTORA_VAR") or "var") / "log" / "training.log")
        case ["fit"]:
            from launch.model import train_if_needed

            train_if_needed(os.environ)
        case ["up"]:
            from launch.up import up

            up()
        case ["down"]:
            from launch.runner import down

            stopped = down(Path(os.environ.get("PROMOTORA_VAR") or "var"))
            say("Stopped." if stopped else "Nothing was running.")
        case ["check"]:
            from launch.check import check

            return check()
        case ["test"]:
            from launch.suite import suite

            return suite()
        case _:
            raise Trouble(f"There is no `{' '.join(arguments)}`.", "See `make help`.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        complain(trouble)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
