"""What arrives twice, forged, or from nobody we know."""

from urllib.parse import urlencode

from sqlalchemy import select
from twilio.request_validator import RequestValidator

from gateway.inbox import InboundMessage
from gateway.readings.tables import Reading
from tests.town import Town


def signed(town: Town, fields: dict[str, str]) -> dict[str, str]:
    url = f"{town.environ['PROMOTORA_PUBLIC_BASE_URL']}/webhooks/twilio/sms"
    validator = RequestValidator(town.environ["PROMOTORA_TWILIO_AUTH_TOKEN"])
    return {
        "X-Twilio-Signature": validator.compute_signature(url, fields),
        "Content-Type": "application/x-www-form-urlencoded",
    }


def post(town: Town, fields: dict[str, str], headers: dict[str, str]) -> int:
    url = f"{town.gateway_url}/webhooks/twilio/sms"
    return town.http.post(url, content=urlencode(fields), headers=headers).status_code


def fields_of(phone: str, body: str, sid: str) -> dict[str, str]:
    return {"MessageSid": sid, "From": phone, "To": "+15005550100", "Body": body, "FromCity": ""}


def kept(town: Town, sid: str) -> list[InboundMessage]:
    return town.rows(select(InboundMessage).where(InboundMessage.sid == sid))


def test_a_forged_or_replayed_webhook_is_refused_and_nothing_is_kept(town: Town) -> None:
    ines = town.patient("es")
    sid = "SM" + "f" * 32
    true = fields_of(ines.phone, "120/80", sid)
    forged = {**true, "Body": "250/150"}
    plain = {"Content-Type": "application/x-www-form-urlencoded"}

    assert post(town, true, plain) == 403
    assert post(town, true, {**plain, "X-Twilio-Signature": "AAAA"}) == 403
    assert post(town, forged, signed(town, true)) == 403
    assert kept(town, sid) == []


def test_a_doubled_webhook_charts_one_reading_and_answers_once(town: Town) -> None:
    luz = town.patient("es")
    sid = "SM" + "d" * 32
    fields = fields_of(luz.phone, "127/77", sid)

    assert [post(town, fields, signed(town, fields)) for _ in range(3)] == [200, 200, 200]
    town.hears(luz.phone, "127/77")

    assert len(kept(town, sid)) == 1
    assert len(town.rows(select(Reading).where(Reading.message_sid == sid))) == 1
    assert len([text for text in town.heard(luz.phone) if "127/77" in text]) == 1


def test_a_stranger_in_danger_is_answered_with_911_and_paged(town: Town) -> None:
    stranger = "+13055559876"
    sid = town.text(stranger, "me duele mucho el pecho y no puedo respirar")

    town.hears(stranger, "911")
    assert town.incident(sid)["urgency"] == "high"


def test_a_stranger_with_an_ordinary_text_is_told_this_number_cannot_help(town: Town) -> None:
    stranger = "+13055559877"
    town.text(stranger, "hi is this the pharmacy?")

    town.eventually(lambda: town.heard(stranger), "the stranger is answered")
    assert len(town.heard(stranger)) == 1


def test_hostile_and_odd_texts_are_all_answered_and_none_is_lost(town: Town) -> None:
    eva = town.patient("en")
    odd = [
        "",
        "'; DROP TABLE readings; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "/restart",
        ' /EXTERNAL_check_in{"check_in": "bp"}',
        "\u202e08/021\u202c",
        "🩺🩸👍🏽" * 30,
        "a" * 1600,
        "nul \x00 and bell \x07",
    ]
    sids = [town.text(eva.phone, body) for body in odd]
    sids.append(town.text(eva.phone, "", media=1))

    def all_handled() -> bool:
        query = select(InboundMessage).where(InboundMessage.sid.in_(sids))
        return [m.state for m in town.rows(query)] == ["handled"] * len(sids)

    town.eventually(all_handled, "every odd text is handled", 60)
    assert town.rows(select(Reading).where(Reading.patient_id == eva.id)) == []


def test_the_clinical_api_refuses_a_wrong_token_and_an_unknown_patient_with_the_next_step(
    town: Town,
) -> None:
    url = f"{town.gateway_url}/clinical/replies"
    told = {
        "message_sid": "SM1",
        "patient_id": "nobody",
        "conversation_id": "c",
        "interpretation": {
            "act": "chat",
            "readings": [],
            "answer": None,
            "evidence": [],
            "confidence": 1.0,
            "model": "m",
        },
    }
    right = {"Authorization": f"Bearer {town.environ['PROMOTORA_CLINICAL_TOKEN']}"}

    assert town.http.post(url, json=told).status_code == 401
    assert town.http.post(url, json=told, headers={"Authorization": "Bearer no"}).status_code == 401
    unknown = town.http.post(url, json=told, headers=right)
    assert unknown.status_code == 404
    assert unknown.json()["error"]["next_step"]
    assert town.http.post(url, json={"message_sid": 1}, headers=right).status_code == 422
