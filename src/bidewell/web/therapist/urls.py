"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.therapist.assignment import assignment_change
from bidewell.web.therapist.caseload import caseload
from bidewell.web.therapist.client import client, safety_notes_seen
from bidewell.web.therapist.cover import cover, cover_end
from bidewell.web.therapist.ending import ending_record, ending_withdraw
from bidewell.web.therapist.episode import episode_edit, return_promised
from bidewell.web.therapist.factors import factor_add, factor_correct, factor_end
from bidewell.web.therapist.group_caseload import group_caseload
from bidewell.web.therapist.own_rating import own_rating

urlpatterns: list[URLPattern | URLResolver] = [
    path("", caseload, name="caseload"),
    path("cover", cover, name="cover"),
    path("cover/<uuid:cover>/end", cover_end, name="cover_end"),
    path("episodes/<uuid:episode>/edit", episode_edit, name="episode_edit"),
    path("episodes/<uuid:episode>/promise", return_promised, name="return_promised"),
    path("episodes/<uuid:episode>/therapist", assignment_change, name="assignment_change"),
    path("episodes/<uuid:episode>/ending", ending_record, name="ending_record"),
    path("episodes/<uuid:episode>/ending/withdraw", ending_withdraw, name="ending_withdraw"),
    path("episodes/<uuid:episode>/factors", factor_add, name="factor_add"),
    path("factors/<uuid:factor>/correct", factor_correct, name="factor_correct"),
    path("factors/<uuid:factor>/end", factor_end, name="factor_end"),
    path("groups", group_caseload, name="group_caseload"),
    path("check-ins/<uuid:check_in>/safety-seen", safety_notes_seen, name="safety_notes_seen"),
    path("<uuid:episode>", client, name="client"),
    path("<uuid:episode>/own-rating", own_rating, name="own_rating"),
]
