"""A text whose sending timed out is looked for, and not taken for another of the same words."""

from gateway.vendors.delivery import Unsure
from tests.care.test_messages import report, say
from tests.clinic import Clinic


def test_a_text_in_doubt_is_not_taken_for_one_of_the_same_words_that_left_before(
    clinic: Clinic,
) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, said.id, "undelivered", "30003")
    clinic.trouble["sms"] = [Unsure("no answer")]
    clinic.wait(minutes=31)
    clinic.wait(minutes=1)

    assert [text.known for text in clinic.texts] == [(), ("sms-1",)]
