"""Tests in a real browser, for every app: fixtures and checks. A `conftest.py` takes the fixtures in by importing their
names (`chromium`, `visit`; the root one has `plain_static_files`); a test that uses `visit` carries the mark `browser`.

    @pytest.mark.browser
    def test_list_dossiers(visit, clerk):
        page = visit("/dossiers/", user=clerk, width=PHONE)
        assert_accessible(page)
        assert_no_sideways_scroll(page)

When the test ends, `visit` fails it if the browser reported an error or a breach of the content security policy.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

DESK = 1440
PHONE = 390
HEIGHTS = {DESK: 900, PHONE: 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


class Visit(Protocol):
    """Opens a page in a browser of its own: nobody's when `user` is missing."""

    def __call__(self, path: str, *, user: Any = None, language: str = "zh-hans", width: int = DESK) -> Page:
        """Return the page at `path`, loaded and drawn."""


def find_browser() -> str:
    """The path of Chromium or a relative of it; `CHROMIUM` names another. Raises FileNotFoundError with the remedy."""
    wanted = os.environ.get("CHROMIUM", "")
    found = wanted or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise FileNotFoundError("no Chromium: install it (Debian: apt-get install chromium) or name one in CHROMIUM")
    return found


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Static files under their own names: tests need no `collectstatic`, and the live server finds them in the apps."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as patch:
        # The browser's driver runs a loop in this thread; the tests beside it are plain and talk to the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_browser(), args=arguments)
            yield browser
            browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Open pages of the running product; see Visit."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str, *, user: Any = None, language: str = "zh-hans", width: int = DESK) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            reduced_motion="reduce",
        )
        contexts.append(context)
        _set_cookie(context, live_server.url, settings.LANGUAGE_COOKIE_NAME, language)
        if user is not None:
            client = Client()
            client.force_login(user)
            _set_cookie(
                context,
                live_server.url,
                settings.SESSION_COOKIE_NAME,
                client.cookies[settings.SESSION_COOKIE_NAME].value,
            )
        page = context.new_page()
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    if complaints:
        raise AssertionError(f"the browser complained: {sorted(set(complaints))}")


def assert_accessible(page: Page) -> None:
    """No finding of axe-core on the page as it stands."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    told = [f"{finding['id']}: {[node['target'] for node in finding['nodes']]}" for finding in found]
    if told:
        raise AssertionError(f"not accessible: {told}")


def assert_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than its window."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider:
        raise AssertionError(f"the page is {wider} pixels wider than the window")


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    """Errors and warnings count, save that the browser tells of an answer with an error status as if it were one."""
    if message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text:
        complaints.append(message.text[:300])


def _set_cookie(context: Any, address: str, name: str, value: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": address}])
