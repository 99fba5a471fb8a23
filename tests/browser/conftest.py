"""Opens a report in the browser."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bidewell.report.page import render
from tests.report_documents import ALL


@cache
def html(name: str) -> str:
    return render(ALL[name](), with_clients=True)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator["Opener"]:
    opener = Opener(browser, tmp_path)
    yield opener
    opener.close()


class Opener:
    """Opens a document's page as a file, and remembers what the page asked for and complained of."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.pages: list[Page] = []

    def __call__(self, name: str, width: int = 1280, scheme: str = "light", media: str = "screen") -> Page:
        file = self.folder / f"{name}.html"
        file.write_text(html(name), encoding="utf-8")
        page = self.browser.new_page(viewport={"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, media=media, reduced_motion="reduce")  # type: ignore[arg-type]
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(file.as_uri())
        self.pages.append(page)
        return page

    def close(self) -> None:
        for page in self.pages:
            page.close()
