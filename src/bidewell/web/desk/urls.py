"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.desk.appointments import session_book, session_move
from bidewell.web.desk.clients import clients
from bidewell.web.desk.contact import client_contact, consent_change
from bidewell.web.desk.group_attendance import group_attendance
from bidewell.web.desk.groups import group_sessions, groups
from bidewell.web.desk.handing_out import check_in_qr, check_in_sheet, group_slips, handing_out, kiosk_start
from bidewell.web.desk.keying import key_paper, paper
from bidewell.web.desk.messages import message_again, message_seen, messages
from bidewell.web.desk.registering import client_register, episode_open
from bidewell.web.desk.today import session_mark, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("sessions/<uuid:session>/mark", session_mark, name="session_mark"),
    path("sessions/<uuid:session>/move", session_move, name="session_move"),
    path("sessions/<uuid:session>/group", group_attendance, name="group_attendance"),
    path("clients", clients, name="clients"),
    path("clients/register", client_register, name="client_register"),
    path("clients/<uuid:client>", client_contact, name="client_contact"),
    path("clients/<uuid:client>/consent", consent_change, name="consent_change"),
    path("clients/<uuid:client>/episode", episode_open, name="episode_open"),
    path("episodes/<uuid:episode>/book", session_book, name="session_book"),
    path("groups", groups, name="groups"),
    path("groups/<uuid:group>", group_sessions, name="group_sessions"),
    path("messages", messages, name="messages"),
    path("messages/<uuid:message>/again", message_again, name="message_again"),
    path("messages/<uuid:message>/seen", message_seen, name="message_seen"),
    path("sessions/<uuid:session>/check-in", handing_out, name="handing_out"),
    path("sessions/<uuid:session>/check-in/code", check_in_qr, name="check_in_qr"),
    path("sessions/<uuid:session>/check-in/sheet", check_in_sheet, name="check_in_sheet"),
    path("sessions/<uuid:session>/check-in/slips", group_slips, name="group_slips"),
    path("sessions/<uuid:session>/check-in/kiosk", kiosk_start, name="kiosk_start"),
    path("paper", paper, name="paper"),
    path("paper/<uuid:check_in>", key_paper, name="key_paper"),
]
