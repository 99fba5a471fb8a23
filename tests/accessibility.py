"""What axe finds wrong with a page in a browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What a page does right is checked all the same, but not described: that took as long as finding what is wrong.
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """Each with its element; empty where nothing is wrong with the page as it is now."""
    page.wait_for_load_state()  # a click returns once the next page begins to arrive
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
