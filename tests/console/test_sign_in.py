"""Who gets in, for how long, and what each may do; over real HTTP, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gateway.clock import machine_now
from gateway.console import people
from gateway.console.people import PersonRefused
from gateway.console.tables import FailedSignIn, Person, SignIn
from gateway.db import Database
from gateway.settings import Settings
from tests.console.conftest import Console, hidden, open_console
from tests.console.populated import PASSWORD


def change(room: Console, **values: object) -> None:
    with room.db.transaction() as session:
        session.execute(update(SignIn).values(**values))


def test_a_nurse_signs_in_and_out(room: Console) -> None:
    nurse = room.signed_in()
    assert "Elena Ruiz, RN" in nurse.get("/console").text

    after = nurse.post("/console/sign-out")

    assert "You are signed out" in after.text
    assert nurse.get("/console").url.path == "/console/sign-in"


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_only_its_hash_is_stored(
    room: Console,
) -> None:
    visitor = room.visitor()
    visitor.http.follow_redirects = False
    answer = visitor.sign_in("nurse")

    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("promotora=")]
    token = cookie.partition("=")[2].partition(";")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    with room.db.reading() as session:
        [kept] = session.scalars(select(SignIn))
    assert token not in (kept.token_hash, kept.csrf)


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(db: Database) -> None:
    for room in open_console(db, public_base_url="https://promotora.example.org"):
        visitor = room.visitor()
        visitor.http.follow_redirects = False
        page = visitor.get("/console/sign-in")
        door = hidden(page.text)["csrf"]
        answer = visitor.http.post(
            "/console/sign-in",
            data={"username": "nurse", "password": "promotora-sandbox", "csrf": door},
            headers={"Cookie": f"promotora-door={door}"},
        )

        [cookie] = [c for c in answer.headers.get_list("set-cookie") if "__Host-" in c]
        assert "Secure" in cookie
        assert "Path=/;" in cookie


def test_wrong_names_and_wrong_passwords_get_the_same_answer(room: Console) -> None:
    for name, password in (("nurse", "wrong"), ("nobody", "x"), ("", "")):
        answer = room.visitor().sign_in(name, password)

        assert answer.status_code == 401
        assert "The user name or the password is not right." in answer.text


def test_guessing_is_slowed_down_and_the_right_password_does_not_help(room: Console) -> None:
    for _ in range(5):
        room.visitor().sign_in("nurse", "guess")

    answer = room.visitor().sign_in("nurse")

    assert answer.status_code == 429
    assert "Too many tries" in answer.text
    assert room.visitor().sign_in("clinician").status_code == 200  # others are not locked out


def test_after_a_quarter_of_an_hour_a_person_may_try_again(room: Console) -> None:
    for _ in range(5):
        room.visitor().sign_in("nurse", "guess")
    with room.db.transaction() as session:
        session.execute(update(FailedSignIn).values(at=machine_now() - timedelta(minutes=16)))

    assert room.visitor().sign_in("nurse").status_code == 200


def test_a_password_typed_into_the_wrong_box_is_not_kept(room: Console) -> None:
    room.visitor().sign_in("my secret password", "x")

    with room.db.reading() as session:
        [failed] = session.scalars(select(FailedSignIn))
    assert "secret" not in failed.username


def test_a_session_ends_after_its_hours(room: Console) -> None:
    nurse = room.signed_in()
    change(room, expires_at=machine_now())

    assert nurse.get("/console").url.path == "/console/sign-in"


def test_a_session_ends_when_nobody_clicks_although_the_page_fetches_its_news(
    room: Console,
) -> None:
    nurse = room.signed_in()
    almost = machine_now() - timedelta(minutes=room.settings.idle_minutes - 1)
    change(room, seen_at=almost)
    nurse.get("/console/tasks/rows")
    with room.db.reading() as session:
        assert session.scalar(select(SignIn.seen_at)) == almost
    nurse.get("/console/tasks")
    with room.db.reading() as session:
        assert (session.scalar(select(SignIn.seen_at)) or almost) > almost

    change(room, seen_at=machine_now() - timedelta(minutes=room.settings.idle_minutes))

    assert nurse.get("/console").url.path == "/console/sign-in"
    part = nurse.get("/console/tasks/rows", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/console/sign-in")


def test_moving_the_clock_of_a_rehearsal_signs_nobody_out(room: Console) -> None:
    nurse = room.signed_in()
    room.clock.advance(days=3)

    assert nurse.get("/console").url.path == "/console"


def test_a_retired_person_is_out_at_once(room: Console) -> None:
    nurse = room.signed_in()
    with room.db.transaction() as session:
        person = session.scalars(select(Person).where(Person.username == "nurse")).one()
        people.retire(session, person, by="operator", now=room.clock.now())

    assert nurse.get("/console").url.path == "/console/sign-in"
    assert room.visitor().sign_in("nurse").status_code == 401


def test_production_refuses_the_practice_accounts_even_with_an_open_session(db: Database) -> None:
    for room in open_console(db):
        nurse = room.signed_in()
        room.settings.mode = "production"

        assert nurse.get("/console").url.path == "/console/sign-in"
        refused = room.visitor().sign_in("nurse")
        assert refused.status_code == 401
        assert "practice account" in refused.text


def test_production_is_given_no_practice_accounts(db: Database) -> None:
    with db.transaction() as session:
        people.seed_sandbox(session, Settings(mode="production"), machine_now())

        assert session.scalars(select(Person)).all() == []


def test_the_sandbox_has_its_people_once_however_often_it_starts(db: Database) -> None:
    with db.transaction() as session:
        for _ in range(2):
            people.seed_sandbox(session, Settings(), machine_now())
        found = session.scalars(select(Person).order_by(Person.username)).all()

    assert [person.username for person in found] == ["clinician", "nurse", "operator"]
    assert all(people.HASHER.verify(p.password_hash, PASSWORD) and p.sandbox for p in found)


def test_people_are_added_with_a_free_name_a_known_role_and_a_long_password(db: Database) -> None:
    refused = (
        ("nurse", "care_manager", "long enough 1"),
        ("new", "king", "long enough 1"),
        ("new", "nlu", "short"),
        (" ", "nlu", "long enough 1"),
    )
    with db.transaction() as session:
        people.add(
            session, "Nurse ", "Nora Bell", "care_manager", "long enough 1", now=machine_now()
        )
        for name, role, password in refused:
            with pytest.raises(PersonRefused):
                people.add(session, name, "Somebody", role, password, now=machine_now())

        assert [person.username for person in session.scalars(select(Person))] == ["nurse"]


def test_a_sign_in_form_of_another_site_is_refused(room: Console) -> None:
    visitor = room.visitor()
    visitor.get("/console/sign-in")

    answer = visitor.http.post(
        "/console/sign-in",
        data={"username": "nurse", "password": "promotora-sandbox", "csrf": "theirs"},
    )

    assert answer.status_code == 403
    assert "open for too long" in answer.text


def test_after_the_sign_in_one_lands_inside_the_room(room: Console) -> None:
    lands = {
        "?next=/console/tasks": "/console/tasks",
        "?next=https://evil.example/console": "/console",
        "?next=//evil.example": "/console",
        "?next=/console/..%5C%5Cevil": "/console",
        "?next=/consolevil": "/console",
        "?next=/console/sign-out": "/console",
    }

    assert {path: room.visitor().sign_in("nurse", path=path).url.path for path in lands} == lands


def test_a_deep_link_survives_the_sign_in(room: Console) -> None:
    visitor = room.visitor()
    link = f"/console/cases/{room.cases['rosa'].id}"
    door = visitor.get(link)
    fields = {"username": "clinician", "password": "promotora-sandbox"}

    landed = visitor.http.post("/console/sign-in", data=hidden(door.text) | fields)

    assert landed.url.path == link
