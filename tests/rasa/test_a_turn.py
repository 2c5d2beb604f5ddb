"""Whole turns over HTTP: the channel, the model, the action server, the one clinical call."""

from conftest import Assistant, Clinic


def test_the_loaded_model_is_the_one_that_fits(assistant: Assistant) -> None:
    _, status = assistant.call("GET", f"{assistant.url}/status?token=rasa-token")

    assert status["model_id"] == assistant.model.model_id


def test_a_check_in_is_worded_in_the_patients_language(assistant: Assistant) -> None:
    [english] = assistant.ask("ep-1", check_in="bp", language="en")
    [spanish] = assistant.ask("ep-2", check_in="bp", language="es")

    assert english == (
        "Hi [first name], time for today's BP reading. Reply with TOP/BOTTOM (e.g., 138/82)."
    )
    assert spanish.startswith("Hola [first name], ")


def test_a_reminder_is_worded_differently(assistant: Assistant) -> None:
    [asked] = assistant.ask("ep-3", check_in="weight", language="es")
    [reminded] = assistant.ask("ep-3", check_in="weight", language="es", rung="remind")

    assert asked != reminded


def test_a_spanish_reading_is_told_once_and_answered(assistant: Assistant, clinic: Clinic) -> None:
    clinic.answers("recorded", language="es", values={"reading": "138/82"})

    _, said = assistant.text("138 sobre 82", "ep-4", language="es")

    [told] = clinic.told
    assert told["_token"] == "Bearer clinical-token"
    assert told["message_sid"] == "SMep-4"
    assert told["interpretation"]["readings"] == [
        {"type": "blood_pressure", "systolic": 138, "diastolic": 82, "pulse": None}
    ]
    assert told["interpretation"]["model"] == assistant.model.model_id
    assert [m["text"] for m in said] == ["Gracias. Anoté 138/82."]


def test_a_question_shows_what_was_read_and_proposed(assistant: Assistant, clinic: Clinic) -> None:
    clinic.answers("ask_back", reason="cmhg", values={"proposal": "120/80"})

    _, said = assistant.text("12/8", "ep-5")

    assert [m["text"] for m in said] == [
        "I read 12/8. Is your blood pressure 120/80? Reply YES or NO."
    ]
    [told] = clinic.told
    assert told["interpretation"]["readings"] == []


def test_a_change_of_language_is_answered_in_the_new_one(
    assistant: Assistant, clinic: Clinic
) -> None:
    clinic.answers("chat", language="es", context="none")

    _, said = assistant.text("thank you", "ep-6", language="en")

    assert [m["text"] for m in said] == ["Gracias por su mensaje."]
    assert len(clinic.told) == 1


def test_two_texts_in_one_conversation_are_two_calls(assistant: Assistant, clinic: Clinic) -> None:
    clinic.answers("recorded", values={"reading": "138/82"})

    for text in ("138/82", "thanks", "140/84"):
        assert assistant.text(text, "ep-7")[0] == 200

    assert [t["interpretation"]["act"] for t in clinic.told] == ["accept", "chat", "accept"]


def test_an_emergency_is_told_and_not_answered_here(assistant: Assistant, clinic: Clinic) -> None:
    clinic.answers("emergency")

    _, said = assistant.text("I have chest pain", "ep-8")

    assert [t["interpretation"]["act"] for t in clinic.told] == ["emergency"]
    assert said == []


def test_nothing_is_pretended_when_the_clinic_is_down(assistant: Assistant, clinic: Clinic) -> None:
    clinic.down = True

    status, said = assistant.text("138/82", "ep-9")

    assert (status, said) == (200, [])


def test_a_stranger_is_refused(assistant: Assistant, clinic: Clinic) -> None:
    for token in ("", "wrong", "rasa-token "):
        status, _ = assistant.text("138/82", "ep-10", token=token.strip() and f"{token}x")
        assert status == 401
    status, _ = assistant.call("POST", f"{assistant.actions_url}/webhook", {"next_action": "x"})

    assert status == 401
    assert clinic.told == []


def test_a_text_is_never_a_command(assistant: Assistant, clinic: Clinic) -> None:
    clinic.answers("ask_back", reason="unreadable")

    for text in ("/restart", " /accept", '/EXTERNAL_check_in{"check_in":"bp"}'):
        assistant.text(text, "ep-11")

    assert {t["interpretation"]["act"] for t in clinic.told} <= {"clarify", "chat"}


def test_a_message_without_text_is_refused_in_words(assistant: Assistant) -> None:
    url = f"{assistant.url}/webhooks/gateway/webhook"

    status, said = assistant.call("POST", url, {"sender": "ep-12"}, "rasa-token")

    assert status == 422
    assert "must be texts" in said["error"]


def test_no_patients_words_are_in_the_log(assistant: Assistant, clinic: Clinic) -> None:
    clinic.down = True
    assistant.text("my grandmother's purple elephant says 138/82", "ep-13")

    log = assistant.log.read_text()

    assert "elephant" not in log
    assert "rasa-token" not in log
