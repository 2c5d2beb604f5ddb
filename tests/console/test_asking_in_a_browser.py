"""How a patient is asked, in real headless Chromium: by keyboard, legible, named."""

from selenium.webdriver.common.keys import Keys

from gateway import check_ins
from gateway.cohort import Patient
from tests.clinic import PROTOCOLS
from tests.console.populated import NOW
from tests.console.test_in_a_browser import (  # noqa: F401 - fixtures
    CONTRAST,
    Nurse,
    browser,
    nurse,
    pytestmark,
    shared,
)


def test_the_pages_are_legible_named_and_fit_on_a_laptop_and_a_phone(nurse: Nurse) -> None:  # noqa: F811
    rosa = nurse.room.patients[0]
    with nurse.room.db.transaction() as session:
        hers = session.get_one(Patient, rosa.id)
        check_ins.enroll(session, hers, check_ins.load(PROTOCOLS), now=NOW)
    nurse.signs_in("nurse")
    for path in (f"/patients/{rosa.id}/asking", "/not-asked"):
        for width in (1280, 390):
            size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
            nurse.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            nurse.goes_to(f"/console{path}")
            assert nurse.browser.execute_script(CONTRAST) == [], (path, width)
    nurse.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_keyboard_alone_pauses_a_patient(nurse: Nurse) -> None:  # noqa: F811
    nurse.signs_in("nurse")
    nurse.goes_to(f"/console/patients/{nurse.room.patients[10].id}/asking")
    tab_to(nurse, "name", "why", 40)
    nurse.browser.switch_to.active_element.send_keys(Keys.SPACE)
    tab_to(nurse, "id", "ends_on", 10)  # a date field has parts of its own
    nurse.browser.switch_to.active_element.send_keys("11272026", Keys.ENTER)

    nurse.sees("In hospital.")
    nurse.sees("Nothing is asked until Friday, November 27.")
    assert nurse.troubles == []
    nurse.presses("End the pause now")
    nurse.sees("Not paused.")


def tab_to(nurse: Nurse, attribute: str, value: str, most: int) -> None:  # noqa: F811
    for _ in range(most):
        here = nurse.browser.switch_to.active_element
        if here.get_attribute(attribute) == value:
            return
        here.send_keys(Keys.TAB)
    raise AssertionError(f"the keyboard never reached {value}")
