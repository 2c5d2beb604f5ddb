"""Starts Rasa as this product needs it: `python -m nlu.launcher train|run|test|validate|fits`."""

import functools
import gc
import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Dict, List, Optional

from nlu import fits
from nlu.without_tensorflow import install

# Environment names Rasa's own files and loggers read, set before Rasa is imported.
DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SANIC_ACCESS_LOG": "false",  # the token travels in the URL
    # Longer than the slowest turn, or a second text of the same patient would overtake the first.
    "TICKET_LOCK_LIFETIME": "120",
    "LOG_LEVEL": "INFO",
    "PROMOTORA_ACTIONS_URL": "http://127.0.0.1:5055",
    "PROMOTORA_ACTIONS_TOKEN": "sandbox-actions-token",
    "PROMOTORA_RASA_TOKEN": "sandbox-rasa-token",
    "PROMOTORA_RASA_TRACKER_URL": "sqlite:///var/rasa.db",
}
# What log lines may say about a message: never its words (Rasa's own list plus ours).
WITHHELD = ("text", "message", "entit", "slot", "event", "response", "state", "tracker", "token")
ALLOWED = ("event", "event_info", "event_key")


class NoModel(SystemExit):
    """There is nothing to serve."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Rasa cannot start: {why} Next step: make train")


def prepare() -> None:
    """Everything that must be so before Rasa is imported."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*PyparsingDeprecation.*")
    Path("var").mkdir(exist_ok=True)
    sys.path.insert(0, os.getcwd())
    install()


def rasa(arguments: List[str]) -> None:
    """Rasa's own command line, with no patient's words in its log lines."""
    sys.argv = ["rasa", *arguments]
    import rasa.__main__
    import rasa.validator

    quieten()
    # Rasa warns of texts that no rule names. Here actions choose them, and tests/actions sees to
    # it that each is said.
    rasa.validator.Validator.verify_utterances_in_stories = lambda *_, **__: True
    # Rasa looks for examples of each intent in its own files; patients' replies stand in
    # data/nlu/*.jsonl, and tests/rasa/test_taught.py sees to it that each act is taught.
    rasa.validator.Validator.verify_intents = lambda *_, **__: True
    rasa.__main__.main()


def quieten() -> None:
    """Take message words out of every log line, and local variables out of tracebacks."""
    import rasa.utils.log_utils
    import structlog

    without_locals = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    structlog.processors.dict_tracebacks = structlog.processors.ExceptionRenderer(without_locals)
    rasa.utils.log_utils._anonymizer = withhold


def silence() -> None:
    """For a model inside our own process: its debug lines would hold every message's words."""
    import structlog

    quieten()
    loud_enough = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(
        processors=[withhold, structlog.processors.JSONRenderer()], wrapper_class=loud_enough
    )


def withhold(_: Any, __: str, line: Dict[str, Any]) -> Dict[str, Any]:
    """A log line without the values that could be a patient's words."""
    return {
        key: "withheld" if key not in ALLOWED and any(w in key for w in WITHHELD) else value
        for key, value in line.items()
    }


def train() -> None:
    """Train a model named after its sources, note what it is, and write its card."""
    path = fits.model_for(fits.fingerprint())
    started = time.monotonic()
    rasa_without_exit(["train", "--fixed-model-name", path.name.removesuffix(".tar.gz")])
    if not path.is_file():
        raise SystemExit("Training made no model; the reason stands above.")
    seconds = time.monotonic() - started
    model = fits.keep_note(path, seconds)
    sys.stdout.write(f"Trained {path} in {seconds:.0f} s ({model.model_id}). Scoring it ...\n")
    sys.stdout.flush()
    from nlu import card
    from nlu.reader import Reader  # both need Rasa, which is slow to load

    sys.stdout.write(f"Its card: {card.write(model, seconds, Reader(model))}\n")


def rasa_without_exit(arguments: List[str]) -> None:
    """Rasa ends its commands with an exit; only a failure ends ours."""
    try:
        rasa(arguments)
    except SystemExit as ended:
        if ended.code:
            raise


def chosen() -> fits.Model:
    """The model to serve: the one the operator names, else the one that fits the sources."""
    if named := os.environ.get("PROMOTORA_RASA_MODEL"):
        path = Path(named)
        if not path.is_file():
            raise NoModel(f"PROMOTORA_RASA_MODEL names {named}, which does not exist.")
        return fits.Model(path, fits.model_id(path))
    if model := fits.fitting():
        return model
    raise NoModel("no trained model fits the present sources.")


def run(more: List[str]) -> None:
    """Serve on loopback unless told otherwise, with the token, and with the very model chosen."""
    if {"--debug", "-vv"} & {*more} or os.environ.get("LOG_LEVEL") == "DEBUG":
        raise SystemExit("Rasa's debug lines hold patients' words. Next step: start without them.")
    model = chosen()
    expect(model)
    validate_actions_once()
    rasa(
        [
            "run",
            "--enable-api",
            "--model",
            str(model.path),
            "-i",
            os.environ.get("PROMOTORA_RASA_HOST") or "127.0.0.1",
            "-p",
            os.environ.get("PROMOTORA_RASA_PORT") or "5005",
            "--auth-token",
            os.environ["PROMOTORA_RASA_TOKEN"],
            "--credentials",
            "credentials.yml",
            "--endpoints",
            "endpoints.yml",
            "--response-timeout",
            "60",
            *more,
        ]
    )


def expect(model: fits.Model) -> None:
    """Stop when Rasa loaded another model: with a missing file it silently takes any it finds."""
    import rasa.core.run

    load = rasa.core.run.load_agent_on_start

    @functools.wraps(load)
    async def load_and_compare(*args: Any, **kwargs: Any) -> Any:
        agent = await load(*args, **kwargs)
        if agent.model_id != model.model_id:
            raise NoModel(f"{agent.model_id} was loaded instead of {model.model_id}.")
        keep_for_good()
        return agent

    rasa.core.run.load_agent_on_start = load_and_compare


def keep_for_good() -> None:
    """What a loaded model holds is never garbage: searching it for some took 0.4 s of a message now
    and then."""
    gc.collect()
    gc.freeze()


def validate_actions_once() -> None:
    """Build the schema of an action's answer once: building it per call took 42% of the time."""
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def valid(self: RemoteAction, answered: Dict[str, Any]) -> bool:
        validator.validate(answered)
        return True

    RemoteAction._validate_action_result = valid


def test(more: List[str]) -> None:
    """Rasa's own conversation tests on the model that fits."""
    rasa_without_exit(
        [
            "test",
            "core",
            "--model",
            str(chosen().path),
            "--stories",
            "tests/conversations",
            "--e2e",
            "--fail-on-prediction-errors",
            "--no-plot",
            "--out",
            "var/rasa-test",
            *more,
        ]
    )


def validate(more: List[str]) -> None:
    """Rasa's check of its training data."""
    rasa_without_exit(["data", "validate", *more])


def main(arguments: Optional[List[str]] = None) -> None:
    command, *more = arguments or sys.argv[1:] or ["help"]
    if command == "fits":
        raise SystemExit(fits.main())
    prepare()
    match command:
        case "train":
            train()
        case "run":
            run(more)
        case "test":
            test([argument for argument in more if argument != "core"])
        case "validate":
            validate(more)
        case _:
            raise SystemExit("Usage: python -m nlu.launcher train|run|test|validate|fits")


if __name__ == "__main__":
    main()
