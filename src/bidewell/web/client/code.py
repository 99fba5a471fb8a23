"""A short code from a slip or a sheet, typed on one's own phone: it leads to the same check-in as the link."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from bidewell.actions.check_ins.codes import check_in_by_code
from bidewell.actions.check_ins.links import token_of
from bidewell.web.client.opened import for_clients, shown
from bidewell.web.pages import moment


@for_clients("GET", "POST")
def check_in_code(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or "en"
    is_too_often = not ratelimit.consume(request, action="check_in_code")
    if request.method == "POST" and not is_too_often:
        known = check_in_by_code(request.POST.get("code", ""), at=moment(request))
        if known is not None:
            return redirect("check_in", token=token_of(known))
    context = {"is_wrong": request.method == "POST", "is_too_often": is_too_often, "code": language}
    return shown(request, "client/code.html", language, context, 429 if is_too_often else 200)
