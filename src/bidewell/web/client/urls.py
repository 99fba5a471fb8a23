"""Addresses of this audience. A token is signed and names no client; scripts reach no further than /c/."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.client.check_in import check_in, check_in_end, check_in_question, decline, start
from bidewell.web.client.code import check_in_code
from bidewell.web.client.kiosk import kiosk, kiosk_over, kiosk_unlock
from bidewell.web.client.submission import answers
from bidewell.web.client.worker import check_in_worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("code", check_in_code, name="check_in_code"),
    path("worker.js", check_in_worker, name="check_in_worker"),
    path("kiosk", kiosk, name="kiosk"),
    path("kiosk/over", kiosk_over, name="kiosk_over"),
    path("kiosk/unlock", kiosk_unlock, name="kiosk_unlock"),
    path("<str:token>", check_in, name="check_in"),
    path("<str:token>/start", start, name="check_in_start"),
    path("<str:token>/not-today", decline, name="check_in_decline"),
    path("<str:token>/answers", answers, name="check_in_answers"),
    path("<str:token>/end", check_in_end, name="check_in_end"),
    path("<str:token>/<int:place>", check_in_question, name="check_in_question"),
]
