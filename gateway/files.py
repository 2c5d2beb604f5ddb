"""Reading the files people write: YAML 1.2, so that `no` stays a word and 8:00 a time."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gateway.errors import BadRules


def read_yaml(path: Path) -> Any:
    """The content of one YAML file.

    Raises:
        BadRules: the file is missing or is not YAML; the message names file and line.
    """
    try:
        return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadRules(f"{path} is missing.") from None
    except (YAMLError, UnicodeDecodeError) as wrong:
        raise BadRules(f"{path} cannot be read: {' '.join(str(wrong).split())}") from None
