"""How allauth behaves here: nobody signs up, and an outside sign-in opens only an invited person's account."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bidewell.records.models import Person

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People are invited by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("own_account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down must not tell, by an error page, which addresses have an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.error("an e-mail of the sign-in could not be sent")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keys are numbered until their owner names them."""

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        return _("Key %(number)d") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}


class SignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The provider says who it is; whether that person works here is ours to say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first sign-in to the invited person with the same verified address; refuse all others."""
        if sociallogin.state.get("process") != "login":
            # Signed in as one person, somebody could otherwise add an outside account to it, or to another's.
            raise PermissionDenied
        if sociallogin.is_existing:
            return
        # Some providers send the text "false", which is true to Python.
        verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified is True}
        person = Person.objects.filter(email__in=verified, is_active=True).first()
        if person is None:
            raise PermissionDenied
        sociallogin.connect(request, person)
