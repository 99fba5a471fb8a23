"""Addresses of sign-in and of one's own account. Of allauth's pages only those listed here exist.

There is no sign-up, no second address and no page of connected accounts: people are invited, an administrator changes
an address, and an outside sign-in is connected when an invited person first uses it.
"""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as outside
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, path, re_path

from bidewell.web.account.invitation import invitation
from bidewell.web.account.own_account import end_session, own_account

urlpatterns: list[URLPattern | URLResolver] = [
    path("mine", own_account, name="own_account"),
    path("sessions/<int:number>/end", end_session, name="end_session"),
    path("invitation/<str:token>", invitation, name="invitation"),
    path("login", sign_in.login, name="account_login"),
    path("logout", sign_in.logout, name="account_logout"),
    path("closed", sign_in.account_inactive, name="account_inactive"),
    path("again", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password", sign_in.password_change, name="account_change_password"),
    path("password/first", sign_in.password_set, name="account_set_password"),
    path("password/reset", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/sent", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/reset/done", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second", second_factor.index, name="mfa_index"),
    path("second/sign-in", second_factor.authenticate, name="mfa_authenticate"),
    path("second/again", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second/app", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/remove", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/new", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second/codes/file", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second/keys", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second/keys/add", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second/keys/again", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second/keys/sign-in", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("second/keys/<int:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("second/keys/<int:pk>/name", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions", sessions.list_usersessions, name="usersessions_list"),
    # Without a provider in clinic.toml these two are not there.
    path("outside/<slug:provider_id>/login", openid.login, name="openid_connect_login"),
    path("outside/<slug:provider_id>/callback", openid.callback, name="openid_connect_callback"),
    path("outside/cancelled", outside.login_cancelled, name="socialaccount_login_cancelled"),
    path("outside/failed", outside.login_error, name="socialaccount_login_error"),
]
