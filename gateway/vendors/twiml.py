"""What we want said into a line, in Twilio's markup."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from twilio.twiml.voice_response import Gather, VoiceResponse

from gateway.settings import Settings

LISTEN, HANG_UP, WAIT = "listen", "hang_up", "wait"
LONGEST_SAY = 4000  # Twilio takes 4,096 characters
RETRIES = "#rc=2&rp=ct,rt,5xx"


@dataclass(frozen=True)
class Script:
    """What is said into a line, and then: `listen` to keys and speech, `hang_up`, or `wait`.

    `says` are texts as they sound. `path` is where Twilio takes what it heard, or asks again.
    `yes_no`: the last question was "1 for yes, 2 for no".
    """

    says: tuple[str, ...]
    then: str
    language: str
    path: str = ""
    yes_no: bool = False

    def as_facts(self) -> dict[str, Any]:
        return asdict(self) | {"says": list(self.says)}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Script":
        return cls(**{**facts, "says": tuple(facts["says"])})


def twiml(script: Script, settings: Settings) -> str:
    """The script as Twilio fetches it.

    No `numDigits`: who keys a whole reading where one key is asked for must not be cut short, so
    keys end with # or a pause. Silence is posted too, so that every question has an answer.
    """
    voice, speech = _voices(script.language, settings)
    answer = VoiceResponse()
    url = settings.public_base_url.rstrip("/") + script.path + RETRIES
    if script.then == LISTEN:
        listening = Gather(
            input="dtmf speech",
            action=url,
            method="POST",
            timeout=settings.call_listen_seconds,
            finish_on_key="#",
            speech_timeout="auto",
            language=speech,
            action_on_empty_result=True,
        )
        _say(listening, script.says, voice, speech)
        answer.append(listening)
        return str(answer)
    _say(answer, script.says, voice, speech)
    if script.then == WAIT:
        answer.pause(length=1)
        answer.redirect(url, method="POST")
    else:
        answer.hangup()
    return str(answer)


def _say(into: Any, says: tuple[str, ...], voice: str, language: str) -> None:
    for text in says:
        into.say(text[:LONGEST_SAY], voice=voice, language=language)


def _voices(language: str, settings: Settings) -> tuple[str, str]:
    if language == "es":
        return settings.twilio_voice_es, settings.twilio_speech_es
    return settings.twilio_voice_en, settings.twilio_speech_en
