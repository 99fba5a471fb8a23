"""A client who answers a check-in in a browser, and what is left of it there and in the records."""

from playwright.sync_api import Page

from bidewell.records.models import CheckIn
from tests.clinic.check_ins import SEVEN


def answer_all(page: Page, label: str = "Mostly") -> None:
    for _ in range(SEVEN):
        page.get_by_role("button", name=label, exact=True).tap() if page.evaluate("navigator.maxTouchPoints") else (
            page.get_by_role("button", name=label, exact=True).click()
        )


def saved(check_in: CheckIn) -> CheckIn:
    check_in.refresh_from_db()
    return check_in


def delivered(page: Page) -> None:
    page.locator("#check-in[data-delivered]").wait_for(state="attached")


def kept_in_browser(page: Page) -> object:
    return page.evaluate(
        "async () => [localStorage.length, await caches.keys(), (await indexedDB.databases()).map((one) => one.name),"
        " (await navigator.serviceWorker.getRegistrations()).length]"
    )
