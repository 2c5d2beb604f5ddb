"""The room in real headless Chromium, with JavaScript and without."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from gateway.db import Base, Database
from tests.conftest import load_every_table
from tests.console.conftest import Console, open_console
from tests.console.days import Days
from tests.console.populated import NOW, PASSWORD

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="no chromium on this machine")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
]
# Every visible text against what is painted behind it (WCAG 2.2, 1.4.3): 4.5, large text 3.
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")


class Nurse:
    """Somebody in front of a screen: sees words, clicks on words."""

    def __init__(self, browser: webdriver.Chrome, room: Console) -> None:
        self.browser, self.room = browser, room

    def goes_to(self, path: str) -> None:
        self.browser.get(f"{self.room.url}{path}")

    def signs_in(self, name: str) -> None:
        self.goes_to("/console/sign-in")
        self.finds("#username").send_keys(name)
        self.finds("#password").send_keys(PASSWORD + Keys.ENTER)
        self.sees("Sign out")

    def finds(self, css: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def presses(self, words: str) -> None:
        path = f"//button[contains(., '{words}')] | //a[contains(., '{words}')]"
        self.browser.find_element(By.XPATH, path).click()

    def sees(self, words: str, seconds: float = 12) -> None:
        body = (By.TAG_NAME, "body")
        WebDriverWait(self.browser, seconds, ignored_exceptions=(Exception,)).until(
            lambda b: words in b.find_element(*body).text, f"never saw {words!r}"
        )

    @property
    def troubles(self) -> list[str]:
        """What the browser complained about: refused styles, scripts, missing files."""
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    load_every_table()
    db = Database(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'promotora.db'}")
    Base.metadata.create_all(db.engine)
    yield from open_console(db, history=28)
    db.close()


@pytest.fixture(scope="module", params=["with JavaScript", "without JavaScript"])
def any_browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[webdriver.Chrome]:
    yield from start(tmp_path_factory.mktemp("profile"), request.param == "with JavaScript")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    yield from start(tmp_path_factory.mktemp("profile"), True)


def start(profile: Path, scripts: bool) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not scripts:
        blocked = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", blocked)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    yield browser
    browser.quit()


@pytest.fixture
def nurse(browser: webdriver.Chrome, shared: Console) -> Nurse:
    browser.delete_all_cookies()
    return Nurse(browser, shared)


def test_a_clinician_finds_the_case_and_takes_it(
    any_browser: webdriver.Chrome, shared: Console, request: pytest.FixtureRequest
) -> None:
    clinician = Nurse(any_browser, shared)
    scripts = "without" not in request.node.name
    name = "Rosa Delgado" if scripts else "Someone who is not enrolled"
    clinician.signs_in("clinician")
    clinician.sees("Critical now")
    assert ("Show the latest" in clinician.finds("main").text) is not scripts

    clinician.presses(name)
    clinician.sees("Nobody has it yet")
    clinician.presses("I have it: acknowledge")

    clinician.sees("Acknowledged by Amara Okafor, NP")
    clinician.goes_to("/console")
    clinician.finds("#search").send_keys("pena" + Keys.ENTER)
    clinician.sees("1 patient")
    clinician.presses("María Elena Peña")
    clinician.sees("Timeline")
    clinician.presses("Show earlier")
    clinician.sees("Friday, October 23")
    assert clinician.troubles == []


def test_a_new_message_shows_by_itself_and_what_was_unfolded_stays_so(nurse: Nurse) -> None:
    nurse.signs_in("nurse")
    ruth = nurse.room.patients[9]
    nurse.goes_to(f"/console/patients/{ruth.id}")
    nurse.finds("#latest details summary").click()
    unfolded = nurse.finds("#latest details[open]").get_attribute("id")

    with nurse.room.db.transaction() as session:
        Days(session, NOW, panel=()).says(ruth, "me siento mejor hoy", NOW)

    nurse.sees("me siento mejor hoy")
    assert nurse.finds(f"#{unfolded}").get_attribute("open")
    assert nurse.troubles == []


def test_the_list_follows_what_is_typed(nurse: Nurse) -> None:
    nurse.signs_in("nurse")
    nurse.finds("#search").send_keys("ort")

    nurse.sees("1 patient found")

    assert "Jesús Ortega" in nurse.finds("table").text
    assert "ort" not in nurse.browser.current_url


def test_the_keyboard_alone_reaches_the_content_and_a_patient(nurse: Nurse) -> None:
    nurse.signs_in("nurse")
    nurse.goes_to("/console")
    first = nurse.browser.switch_to.active_element
    first.send_keys(Keys.TAB)
    skip = nurse.browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    skip.send_keys(Keys.ENTER)

    for _ in range(40):
        nurse.browser.switch_to.active_element.send_keys(Keys.TAB)
        here = nurse.browser.switch_to.active_element
        assert here.value_of_css_property("outline-style") == "solid"
        if here.text == "Harold Jensen":
            break
    else:
        pytest.fail("the patient was never reached")
    nurse.browser.switch_to.active_element.send_keys(Keys.ENTER)

    nurse.sees("Timeline")


def test_everything_is_legible_named_and_fits_on_a_laptop_and_a_phone(nurse: Nurse) -> None:
    rosa, carmen = nurse.room.patients[0], nurse.room.patients[8]
    case, asked = nurse.room.cases["maria"], nurse.room.cases["rosa"]
    pages = {
        "clinician": ["", "/tasks", f"/patients/{rosa.id}", f"/patients/{carmen.id}",
                      f"/cases/{case.id}", f"/cases/{asked.id}/why",
                      f"/readings/{case.reading_id}/why", "/nowhere"],
        "operator": ["/letters"],
    }  # fmt: skip
    for name, paths in pages.items():
        nurse.browser.delete_all_cookies()
        nurse.signs_in(name)
        for path in paths:
            for width in (1280, 390):
                size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
                nurse.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                nurse.goes_to(f"/console{path}")
                assert nurse.browser.execute_script(CONTRAST) == [], (path, width)
    nurse.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_link_in_another_site_opens_the_case_of_somebody_signed_in(nurse: Nurse) -> None:
    nurse.signs_in("clinician")
    case = f"{nurse.room.url}/console/cases/{nurse.room.cases['walter'].id}"

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<a href="{case}">the case</a>'.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    nurse.browser.get(f"http://localhost:{server.server_port}/")
    nurse.presses("the case")

    nurse.sees("Walter Hughes")
    server.shutdown()
    server.server_close()


def test_a_page_that_lost_its_connection_says_so(nurse: Nurse) -> None:
    nurse.signs_in("nurse")
    nurse.goes_to("/console/tasks")
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    nurse.browser.execute_cdp_cmd("Network.enable", {})
    nurse.browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline)

    nurse.sees("This page has lost its connection")

    online = {**offline, "offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    nurse.browser.execute_cdp_cmd("Network.emulateNetworkConditions", online)
    WebDriverWait(nurse.browser, 12).until(lambda _: not nurse.finds("#offline").is_displayed())
    nurse.browser.get_log("browser")
