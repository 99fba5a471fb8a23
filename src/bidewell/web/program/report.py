"""The full report of the last fit, as the page it always is: its own style sheet, no script, made for print.

Its policy allows that one style sheet, by its digest, and nothing else: less than other pages may, not more.
"""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse

from bidewell.records.access import Permission
from bidewell.records.models import Fit
from bidewell.report.page import fingerprint, render, stylesheet
from bidewell.web.pages import page
from bidewell.web.program.told import document_of, fit_in_use, language_of_page
from bidewell.web.program.which import looked_at

POLICY = {
    "default-src": [NONE],
    "style-src": [f"'sha256-{fingerprint(stylesheet())}'"],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
KEPT_SECONDS = 24 * 3600


@csp_replace(POLICY)
@page(Permission.SEE_PROGRAM)
def program_report(request: HttpRequest) -> HttpResponse:
    """The report in the reader's language; the clients' part of a document is never rendered."""
    fit = fit_in_use(looked_at(request).program)
    if fit is None:
        raise Http404
    return HttpResponse(_rendered(fit, language_of_page()))


def _rendered(fit: Fit, language: str) -> str:
    """A fit never changes, so its page is drawn once: some thirty figures take a second and a half."""
    has_use_policy = fit.program.use_policy_signed_on is not None
    key = f"report-{fit.ref}-{language}-{has_use_policy}"
    known: str | None = cache.get(key)
    if known is None:
        told = document_of(fit) | {"forecasts": []}
        if not has_use_policy:  # it was when this was fitted, and staff are not compared without one
            told["comparisons"] = [one for one in told.get("comparisons", []) if one["kind"] != "therapist"]
        known = render(told, language, with_clients=False)
        cache.set(key, known, KEPT_SECONDS)
    return known
