"""The gateway's commands: web, worker, migrate, keys, seed, sync, people, doctor."""

import sys

from pydantic import ValidationError

from gateway.errors import ClinicError
from gateway.settings import Settings, settings


def main(arguments: list[str]) -> int:
    """Run one command; a deliberate failure is one sentence with the next step."""
    from gateway import commands

    name = arguments[0] if arguments else "help"
    command = commands.COMMANDS.get(name)
    if command is None:
        sys.stderr.write(commands.usage())
        return 0 if name == "help" else 2
    try:
        return command(settings(), arguments[1:])
    except ClinicError as refusal:
        sys.stderr.write(f"{refusal} {refusal.next_step}\n")
    except ValidationError as wrong:
        sys.stderr.write(_broken(wrong))
    return 1


def _broken(wrong: ValidationError) -> str:
    """Which setting is wrong and what it is for; never its value, which may be a secret."""
    lines = []
    for error in wrong.errors(include_input=False, include_url=False):
        field = str(error["loc"][0])
        about = Settings.model_fields[field].description
        lines.append(f"Setting PROMOTORA_{field.upper()}: {error['msg']}. It is: {about}\n")
    return "".join(lines) + "Correct the environment and start again.\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
