"""The page in a real browser: parts refresh by themselves and forms do not reload."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.sandbox.receiver import eventually
from tests.sandbox.town import ROSA

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--no-proxy-server --window-size=1366,768"
)
pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver"),
    # Selenium leaves its own sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    folder: Path = tmp_path_factory.mktemp("chromium")
    for argument in [*QUIET.split(), f"--user-data-dir={folder}"]:
        options.add_argument(argument)
    made = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    yield made
    made.quit()


@pytest.fixture
def open_page(browser, sandbox):
    browser.get_log("browser")  # what an earlier page complained of is not this one's
    browser.get(f"{sandbox.settings.url}/phones/{ROSA}")
    browser.execute_script("window.stayed = true")
    yield browser
    stayed = browser.execute_script("return window.stayed")
    browser.get("about:blank")  # it would go on asking a sandbox that is gone
    assert stayed, "the page was loaded anew"


def shown(browser, part):
    return browser.find_element(By.ID, part).text


def sees(browser, part, words):
    eventually(lambda: words in shown(browser, part), f"{words} in {part}", 10)


def test_enter_sends_and_the_answer_appears_by_itself(open_page, sandbox, gateway):
    field = open_page.find_element(By.ID, "body")
    field.send_keys("Mi presión fue 190/110", Keys.ENTER)
    sees(open_page, "conversation", "Mi presión fue 190/110")
    assert field.get_attribute("value") == ""
    assert gateway.wait("/webhooks/twilio/sms")[0].form["Body"] == "Mi presión fue 190/110"
    sandbox.send(Body="Gracias, Rosa.")
    sees(open_page, "conversation", "Gracias, Rosa.")
    sees(open_page, "conversation", "✓✓ delivered")
    sees(open_page, "phones", "Gracias, Rosa.")


def test_what_is_being_typed_is_not_lost_to_a_refresh(open_page, sandbox):
    field = open_page.find_element(By.ID, "body")
    field.send_keys("Mi pre")
    sandbox.send(Body="¿Está bien?")
    sees(open_page, "conversation", "¿Está bien?")
    assert field.get_attribute("value") == "Mi pre"
    field.clear()


def test_a_page_is_acknowledged_and_resolved_with_two_clicks(open_page, sandbox):
    sandbox.enqueue()
    sees(open_page, "on_call", "Critical reading")
    for name, status in (("Acknowledge", "acknowledged"), ("Resolve", "resolved")):
        open_page.find_element(By.XPATH, f"//button[text()='{name}']").click()
        sees(open_page, "on_call", status)
    assert sandbox.incidents()[0]["status"] == "resolved"


def test_the_page_fits_a_small_laptop_without_scrolling_sideways(open_page):
    script = "return document.documentElement.scrollWidth - window.innerWidth"
    assert open_page.execute_script(script) <= 0
    assert not [e for e in open_page.get_log("browser") if e["level"] == "SEVERE"]
