"""The one clinical call of a message: the action server tells what it means."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from gateway import replies
from gateway.api.paper import OutcomeOut, ReplyIn
from gateway.api.wiring import Caller, Installation, Malformed


class ClinicalRoute(APIRoute):
    """Refuses a malformed call in the clinic's own words, without repeating what it held."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as wrong:
                first = wrong.errors()[0]
                where = ".".join(str(step) for step in first["loc"] if step != "body")
                raise Malformed(f"{where or 'The body'}: {first['type']}.") from None

        return handler


router = APIRouter(
    prefix="/clinical", tags=["clinical"], route_class=ClinicalRoute, dependencies=[Caller]
)


@router.post("/replies", status_code=201)
def take_reply(told: ReplyIn, here: Installation) -> OutcomeOut:
    """Take what a message means; the same MessageSid always answers as it did the first time.

    The transaction is committed before the answer leaves: 201 means kept.
    """
    interpretation: dict[str, Any] = told.interpretation.model_dump(by_alias=True)
    heard = replies.Told(
        message_sid=told.message_sid,
        patient_id=told.patient_id,
        conversation_id=told.conversation_id,
        interpretation=interpretation,
    )
    with here.db.transaction() as session:
        outcome = replies.take(
            session,
            heard,
            here.rules.protocols,
            words=here.rules.words,
            asking=here.check_in_rules,
            now=here.clock.now(),
        )
    return OutcomeOut(**outcome)
