"""Takes the README's pictures, with Debian's chromium.

bidewell demo                                                   # prints an address and a therapist's sign-in
python scripts/pictures.py caseload http://127.0.0.1:8000 thea@demo.example PASSWORD docs/images/caseload.png
python scripts/pictures.py strain http://127.0.0.1:8000 sam@demo.example PASSWORD docs/images/strain.png
python scripts/pictures.py report report.html docs/images/report.png
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

# Chromium as root needs the first; without the others it asks the network for things at every start.
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
SIZES = {
    "report": {"width": 1100, "height": 1300},
    "caseload": {"width": 1280, "height": 900},
    "strain": {"width": 1280, "height": 1060},
}


@contextmanager
def opened(kind: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        yield browser.new_page(viewport=SIZES[kind], color_scheme="light")
        browser.close()


def take_report(page_file: str, picture: str) -> None:
    with opened("report") as page:
        page.goto(Path(page_file).resolve().as_uri())
        page.screenshot(path=picture)


def take_caseload(address: str, email: str, password: str, picture: str) -> None:
    with opened("caseload") as page:
        sign_in(page, address, email, password)
        page.wait_for_url("**/caseload/")
        page.screenshot(path=picture, full_page=True)


def take_strain(address: str, email: str, password: str, picture: str) -> None:
    """The first client under strain, as a supervisor's page of the team leads to: a caseload may have none."""
    with opened("strain") as page:
        sign_in(page, address, email, password)
        page.wait_for_url("**/team/")
        page.click("tr:has(.badge:has-text('strain')) .who a")
        page.wait_for_url("**/caseload/*")
        page.screenshot(path=picture)


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    page.goto(address)
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")


if __name__ == "__main__":
    {"report": take_report, "caseload": take_caseload, "strain": take_strain}[sys.argv[1]](*sys.argv[2:])
