"""Writes docs/reference/ from the code, so that it cannot fall behind: `make docs`."""

import re
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pydantic import SecretStr
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

import gateway.commands
import gateway.settings
import sandbox.settings
from checks import ROOT
from checks.texts_page import texts_page
from gateway.main import create_app
from gateway.wiring import Wiring
from launch.environment import LAUNCH_SETTINGS
from launch.tokens import NAMES

REFERENCE = Path("docs/reference")
NOTICE = "<!-- Written by `make docs` from the code; do not edit. -->\n\n"
INTRODUCTION = """# Settings

All settings come from the environment. With `make up` the addresses follow the ports and the files
follow `PROMOTORA_VAR`. In production the vendors' secrets must be given. In the sandbox, those of
the following that are not set are drawn at random at the first start and kept in
`var/tokens.json`, which only its owner can read:
"""
# What an operator looks for together. Every other setting of the gateway stands under "Gateway".
GROUPS = {"rasa": "Rasa", "twilio": "Twilio", "pagerduty": "PagerDuty", "fhir": "The chart"}
WITH_THE_CHART = {"ehr", "chart_url_template"}


def main() -> None:
    for path, text in pages().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")
        print(f"wrote {path}")


def pages() -> dict[Path, str]:
    """Path -> what belongs there, of every generated page."""
    return {
        REFERENCE / "settings.md": NOTICE + settings_page(),
        REFERENCE / "commands.md": NOTICE + commands_page(),
        REFERENCE / "http.md": NOTICE + http_page(),
        REFERENCE / "texts.md": NOTICE + texts_page(),
    }


def settings_page() -> str:
    """Every environment variable with its default and meaning."""
    ours = gateway.settings.Settings
    grouped: dict[str, list[str]] = {title: [] for title in ("Gateway", *GROUPS.values())}
    for name in ours.model_fields:
        grouped[group_of(name)].append(setting_row(ours, name))
    launcher = [row(s.name, s.default, s.description) for s in LAUNCH_SETTINGS]
    theirs = sandbox.settings.Settings
    launched = {setting.name for setting in LAUNCH_SETTINGS}
    own = [
        setting_row(theirs, name)
        for name in theirs.model_fields
        if name not in ours.model_fields and variable(name) not in launched
    ]
    sections = {**grouped, "Starting everything (`make up`)": launcher, "The sandbox": own}
    drawn = "".join(f"- `{name}`\n" for name in NAMES)
    tables = "".join(table(title, rows) for title, rows in sections.items())
    return f"{INTRODUCTION}\n{drawn}{tables}"


def group_of(name: str) -> str:
    if name in WITH_THE_CHART:
        return GROUPS["fhir"]
    return GROUPS.get(name.split("_")[0], "Gateway")


def table(title: str, rows: Iterable[str]) -> str:
    return f"\n## {title}\n\n| variable | default | meaning |\n| --- | --- | --- |\n" + "".join(
        rows
    )


def setting_row(settings: type[BaseSettings], name: str) -> str:
    field = settings.model_fields[name]
    return row(variable(name), default(field.default), field.description or "")


def row(name: str, standard: str, meaning: str) -> str:
    shown = f"`{standard}`" if standard else "none"
    meaning = meaning.replace("|", "\\|")
    return f"| `{name}` | {shown.replace('|', chr(92) + '|')} | {meaning} |\n"


def variable(name: str) -> str:
    return f"PROMOTORA_{name.upper()}"


def default(value: Any) -> str:
    """The default as the environment would say it; a secret's is shown, for it protects nothing."""
    if value is PydanticUndefined or value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


def commands_page(root: Path = ROOT) -> str:
    """Every make target and every gateway command, each with its own explanation."""
    made = {f"make {name}": told for name, told in targets(root / "Makefile").items()}
    ours = {
        f"python -m gateway {name}": sentence(command.__doc__)
        for name, command in gateway.commands.COMMANDS.items()
    }
    rows = "".join(f"| `{name}` | {told} |\n" for name, told in (made | ours).items())
    return f"# Commands\n\n| command | what it does |\n| --- | --- |\n{rows}"


def http_page() -> str:
    """Every address of the gateway that is not a page of the console."""
    wiring = cast(Wiring, SimpleNamespace(settings=gateway.settings.Settings()))
    paths = create_app(wiring).openapi()["paths"]
    rows = "".join(
        f"| `{method.upper()} {path}` | {sentence(operation.get('description'))} |\n"
        for path, methods in sorted(paths.items())
        for method, operation in methods.items()
    )
    return f"# HTTP\n\n| address | what it does |\n| --- | --- |\n{rows}"


def sentence(documentation: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((documentation or "").split("\n\n")[0].split()).replace("|", "\\|")


def targets(makefile: Path) -> dict[str, str]:
    """Target -> its explanation, empty where there is none."""
    text = makefile.read_text("utf-8")
    phony = " ".join(re.findall(r"^\.PHONY:(.*)$", text, re.M)).split()
    told = dict(re.findall(r"^([a-z-]+):.*?## (.*)$", text, re.M))
    return {name: told.get(name, "") for name in phony}


if __name__ == "__main__":
    main()
