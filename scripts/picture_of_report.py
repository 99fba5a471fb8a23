"""Takes the README's picture: python scripts/picture_of_report.py demo/report.html docs/images/report.png"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Chromium as root needs the first; without the others it asks the network for things at every start.
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
SIZE = {"width": 1100, "height": 1300}


def take_picture(page_file: Path, picture: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(page_file.resolve().as_uri())
        picture.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take_picture(Path(sys.argv[1]), Path(sys.argv[2]))
