"""Starts the action server: `python -m actions.launcher`, on loopback, with a token."""

import hmac
import logging
import os
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions import asking, check_in, consent, requests, symptoms, telling
from actions.clinic import ClinicUnreachable

log = logging.getLogger("promotora.actions")

ACTIONS = (
    check_in.AskCheckIn,
    check_in.Record,
    asking.AskBack,
    symptoms.TellSymptom,
    consent.Stop,
    consent.ChangeLanguage,
    requests.PassOn,
    telling.SayOutcome,
)


def create_app(token: str, name: str = "promotora_actions") -> Sanic:
    """Our own two routes around rasa-sdk's executor.

    rasa-sdk's app has no authentication, lists its actions to anybody and repeats a failed
    request, patient's words included, in its answer and log.
    """
    if not token:
        raise SystemExit("Set PROMOTORA_ACTIONS_TOKEN: without it anybody could run an action.")
    app = Sanic(name, configure_logging=False)
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action())

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        if not hmac.compare_digest((request.args.get("token") or "").encode(), token.encode()):
            return json({"error": "The token is missing or wrong."}, status=401)
        return await _run(executor, request.json)

    @app.exception(Exception)
    async def failed(_: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        log.error("The request failed: %s.", type(error).__name__)
        return json({"error": type(error).__name__}, status=status)

    return app


async def _run(executor: ActionExecutor, call: Any) -> HTTPResponse:
    if not isinstance(call, dict) or not call.get("next_action"):
        return json({"error": "The body must be an action call."}, status=422)
    call.setdefault("domain", {})  # rasa-sdk insists on one; ours is not sent, no action reads it
    try:
        result = await executor.run(call)
    except ClinicUnreachable as unreachable:
        log.error("%s: %s", call["next_action"], unreachable)
        return json({"error": str(unreachable)}, status=503)
    except ActionNotFoundException:
        return json({"error": "There is no such action."}, status=404)
    return json(result.model_dump() if result else None)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    create_app(os.environ.get("PROMOTORA_ACTIONS_TOKEN") or "sandbox-actions-token").run(
        host=os.environ.get("PROMOTORA_ACTIONS_HOST") or "127.0.0.1",
        port=int(os.environ.get("PROMOTORA_ACTIONS_PORT") or 5055),
        access_log=False,  # the token travels in the URL
        single_process=True,
        motd=False,
    )


if __name__ == "__main__":
    main()
