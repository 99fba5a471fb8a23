"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.administration.audit import audit
from bidewell.web.administration.inviting import invite, invite_again
from bidewell.web.administration.leaving import leaving
from bidewell.web.administration.people import people
from bidewell.web.administration.person import person, sign_out_everywhere, take_second_factor_off
from bidewell.web.administration.program_settings import add_site, change_settings, program_settings, rename_site
from bidewell.web.administration.roles import change_supervisor, end_role, give_role

urlpatterns: list[URLPattern | URLResolver] = [
    path("people", people, name="people"),
    path("people/invite", invite, name="invite"),
    path("people/<uuid:person>", person, name="person"),
    path("people/<uuid:person>/invite", invite_again, name="invite_again"),
    path("people/<uuid:person>/role", give_role, name="give_role"),
    path("people/<uuid:person>/leaving", leaving, name="leaving"),
    path("people/<uuid:person>/sessions", sign_out_everywhere, name="sign_out_everywhere"),
    path("people/<uuid:person>/second-factor", take_second_factor_off, name="take_second_factor_off"),
    path("roles/<uuid:membership>/end", end_role, name="end_role"),
    path("roles/<uuid:membership>/supervisor", change_supervisor, name="change_supervisor"),
    path("settings", program_settings, name="program_settings"),
    path("settings/<slug:section>", change_settings, name="change_settings"),
    path("sites", add_site, name="add_site"),
    path("sites/<uuid:site>", rename_site, name="rename_site"),
    path("audit", audit, name="audit"),
]
