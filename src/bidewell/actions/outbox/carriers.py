"""Who carries a message: e-mail through Django, text messages through whatever keeps the same promise."""

import json
import os
import smtplib
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from bidewell.domain.reaching import Channel


class NotSent(Exception):
    """It was not handed over. `why` is a code; `is_final`: trying again would not help."""

    def __init__(self, why: str, is_final: bool = False) -> None:
        super().__init__(why)
        self.why, self.is_final = why, is_final


class Carrier(Protocol):
    """Hands one message over. What it returns from without an error has been accepted for delivery."""

    def send(self, to: str, subject: str, words: str, ref: str) -> None:
        """Raises NotSent. `ref` is the message's own: the same message has the same one."""


class Email:
    """Through the mail server of the installation."""

    def send(self, to: str, subject: str, words: str, ref: str) -> None:
        if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
            raise NotSent("no_server")
        # An answer by machine to a machine's message would only come back as another one.
        headers = {"Message-ID": f"<{ref}@{settings.CONFIGURATION.host}>", "Auto-Submitted": "auto-generated"}
        try:
            EmailMessage(subject, words, to=[to], headers=headers).send()
        except ValueError:  # no address can look like this
            raise NotSent("refused", is_final=True) from None
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _words in refusal.recipients.values()]
            raise NotSent("refused", is_final=all(code >= 500 for code in codes)) from None
        except (smtplib.SMTPException, OSError):
            raise NotSent("unreachable") from None


class RecordedTexts:
    """Text messages for a trial: written to a file that only its owner reads, and sent to nobody."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, to: str, subject: str, words: str, ref: str) -> None:
        if not any(letter.isdigit() for letter in to):
            raise NotSent("refused", is_final=True)
        line = json.dumps({"ref": ref, "to": to, "words": words}, ensure_ascii=False)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as opened:
            opened.write(line + "\n")


def carriers() -> Mapping[Channel, Carrier]:
    """What this installation can send by. Text messages need a carrier; none is built in but the recorded one."""
    found: dict[Channel, Carrier] = {Channel.EMAIL: Email()}
    if settings.CONFIGURATION.texts == "recorded":
        found[Channel.SMS] = RecordedTexts(settings.CONFIGURATION.home / "texts.jsonl")
    return found
