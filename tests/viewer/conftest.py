"""A real browser for the tests of the view: Debian's chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browser import NoBrowserError, Page, start_browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="session")
def _driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Skip where there is no browser; fail where the tests must run, as on CI."""
    try:
        driver = start_browser(tmp_path_factory.mktemp("chromium"))
    except NoBrowserError as problem:
        reason = f"no {problem}: the view is not tested in a browser (apt-get install chromium chromium-driver)"
        if os.environ.get("DEFEVENTS_BROWSER") == "required":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    yield driver
    driver.quit()


@pytest.fixture
def page(_driver: Chrome) -> Iterator[Page]:
    """An empty page; whatever a test opens in it may neither complain nor ask for anything."""
    page = Page(_driver)
    page.complaints()
    page.requests()
    yield page
    assert page.requests() == []
    assert page.complaints() == []
