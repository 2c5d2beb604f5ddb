"""A critical value that is written again while its page is open wakes nobody a second time."""

import pytest
from sqlalchemy import update

from gateway.db import Database
from gateway.escalations.tables import Escalation
from tests.engine.test_front_desk import Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    """Rasa is down: what is paged here, the net pages alone."""
    desk = Desk(db)
    desk.enroll()
    return desk


@pytest.mark.parametrize("again", ["Sorry, 148/92 not 184/92", "perdón, era 148/92 no 184/92"])
def test_a_correction_that_names_the_value_is_no_second_page(desk: Desk, again: str) -> None:
    first, second = desk.hears("184/92"), desk.hears(again)

    assert (desk.paged(first), desk.paged(second)) == (True, False)


def test_another_critical_value_pages(desk: Desk) -> None:
    desk.hears("184/92")

    assert desk.paged(desk.hears("sorry, 194/92 not 184/92"))


def test_an_hour_later_the_same_value_is_a_new_one(desk: Desk) -> None:
    desk.hears("184/92")
    desk.clock.advance(minutes=61)

    assert desk.paged(desk.hears("184/92"))


def test_once_its_case_is_closed_the_same_value_pages_again(desk: Desk) -> None:
    desk.hears("184/92")
    with desk.db.transaction() as session:
        session.execute(update(Escalation).values(state="closed"))

    assert desk.paged(desk.hears("184/92"))


def test_the_same_value_of_another_patient_pages(desk: Desk) -> None:
    desk.enroll("Luis", phone="+13055550103")
    desk.hears("184/92")

    assert desk.paged(desk.hears("184/92", phone="+13055550103"))


def test_danger_in_words_pages_whatever_was_paged_before(desk: Desk) -> None:
    desk.hears("184/92")

    assert desk.paged(desk.hears("184/92 and now I have chest pain"))
