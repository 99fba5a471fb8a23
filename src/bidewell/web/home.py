"""The front door: it leads each person to the first page their roles open; and the choice of language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from bidewell.records.access import Permission
from bidewell.web.navigation import first_page
from bidewell.web.pages import page


@page(Permission.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """To one's own first page."""
    return redirect(first_page(request))


@page(Permission.ANYONE, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, and go back to the page it was chosen on."""
    code, back = request.POST.get("language", ""), request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", secure=request.is_secure(), max_age=31_536_000
        )
    return response
