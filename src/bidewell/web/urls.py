"""Every address of the clinic: an include an audience. No address holds a client's name or record number."""

from django.urls import URLPattern, URLResolver, include, path

from bidewell.web import errors
from bidewell.web.home import home, language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language", language, name="language"),
    path("account/", include("bidewell.web.account.urls")),
    path("c/", include("bidewell.web.client.urls")),
    path("desk/", include("bidewell.web.desk.urls")),
    path("caseload/", include("bidewell.web.therapist.urls")),
    path("team/", include("bidewell.web.supervisor.urls")),
    path("program/", include("bidewell.web.program.urls")),
    path("data/", include("bidewell.web.data.urls")),
    path("administration/", include("bidewell.web.administration.urls")),
    path("requests/", include("bidewell.web.requests.urls")),
]

handler400, handler403, handler404, handler500 = (
    errors.bad_request, errors.no_permission, errors.not_found, errors.broken,
)  # fmt: skip
