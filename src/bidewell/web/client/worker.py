"""The service worker: it stands below /c/, and so serves the pages of clients and no others."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from bidewell.records.access import Permission
from bidewell.web.pages import page

SCRIPTS = Path(__file__).parent.parent / "static" / "client"
PARTS = ("unsent.js", "worker.js")


@page(Permission.ANYONE)
def check_in_worker(request: HttpRequest) -> HttpResponse:
    """One script of two: what waits to be sent is known to the page and to the worker alike."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> str:
    return "\n".join((SCRIPTS / name).read_text(encoding="utf-8") for name in PARTS)
