"""A real browser: Debian's chromium, cut off from the network. One for all tests of a run: a second cannot be started."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync", "--disable-quic",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        # A machine without a browser may skip these; the one that decides about a release may not.
        assert not os.environ.get("CI"), "chromium is not installed, and CI may not skip the browser tests"
        pytest.skip("chromium is not installed: no page was looked at in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
