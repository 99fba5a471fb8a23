"""Carriers are held to one promise; e-mail against a real server on this machine, text messages recorded."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from bidewell.actions.outbox.carriers import Carrier, Email, NotSent, RecordedTexts

REF = "5f0c2b0e-0000-4000-8000-000000000001"


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a client of it needs. Addresses at refused.example are refused for good, at full.example now."""

    def handle(self) -> None:
        self.say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.taken.append(self.text())  # type: ignore[attr-defined]
            answers = {"EHLO": "250 mailbox", "QUIT": "221 bye"}
            codes = {"refused.example": "550 no such mailbox", "full.example": "452 full"}
            refusal = next((words for name, words in codes.items() if name in line and verb == "RCPT"), "")
            self.say(refusal or answers.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


@pytest.fixture
def server(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as mailbox:
        mailbox.daemon_threads, mailbox.taken = True, []
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = mailbox.server_address
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        yield mailbox
        mailbox.shutdown()


@pytest.fixture(params=["email", "recorded texts"])
def carrier(request: pytest.FixtureRequest, server: socketserver.TCPServer, tmp_path: Path) -> tuple[Carrier, str, str]:
    """A carrier, an address that works and one that never will."""
    if request.param == "email":
        return Email(), "casey@example.org", "casey@refused.example"
    return RecordedTexts(tmp_path / "texts.jsonl"), "+1 555 0100", "no number"


def test_what_returns_without_an_error_was_accepted(carrier: tuple[Carrier, str, str]) -> None:
    one, good, _bad = carrier
    assert one.send(good, "A few short questions", "¿Tiene un minuto?", REF) is None


def test_an_address_that_never_works_is_refused_for_good(carrier: tuple[Carrier, str, str]) -> None:
    one, _good, bad = carrier
    with pytest.raises(NotSent) as refusal:
        one.send(bad, "A few short questions", "words", REF)
    assert (refusal.value.why, refusal.value.is_final) == ("refused", True)


def test_what_arrives_is_what_was_written(server: socketserver.TCPServer) -> None:
    Email().send("casey@example.org", "Unas preguntas cortas", "¿Tiene un minuto?", REF)
    arrived = message_from_bytes(server.taken[0])  # type: ignore[attr-defined]
    assert (arrived["To"], arrived["Subject"]) == ("casey@example.org", "Unas preguntas cortas")
    assert arrived["Message-ID"].startswith(f"<{REF}@") and arrived["Auto-Submitted"] == "auto-generated"
    payload = arrived.get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.decode().strip() == "¿Tiene un minuto?"


def test_a_mailbox_that_is_full_is_tried_again(server: socketserver.TCPServer) -> None:
    with pytest.raises(NotSent) as failure:
        Email().send("casey@full.example", "s", "w", REF)
    assert (failure.value.why, failure.value.is_final) == ("refused", False)


def test_a_server_that_is_not_there_is_tried_again(settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = *free.getsockname(), False
    with pytest.raises(NotSent) as failure:
        Email().send("casey@example.org", "s", "w", REF)
    assert (failure.value.why, failure.value.is_final) == ("unreachable", False)


def test_without_a_server_in_the_settings_nothing_is_tried(settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    with pytest.raises(NotSent) as failure:
        Email().send("casey@example.org", "s", "w", REF)
    assert (failure.value.why, failure.value.is_final) == ("no_server", False)


@pytest.mark.parametrize("address", ["a@b.c\nBcc: other@example.org", "@"])
def test_an_address_that_is_none_is_refused(server: socketserver.TCPServer, address: str) -> None:
    with pytest.raises(NotSent):
        Email().send(address, "s", "w", REF)
    assert all(b"other@example.org" not in taken for taken in server.taken)  # type: ignore[attr-defined]


def test_recorded_texts_are_for_their_owners_eyes(tmp_path: Path) -> None:
    texts = RecordedTexts(tmp_path / "texts.jsonl")
    texts.send("555", "", "one", REF)
    texts.send("555", "", "two", REF)
    lines = (tmp_path / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["words"] for line in lines] == ["one", "two"]
    assert (tmp_path / "texts.jsonl").stat().st_mode & 0o777 == 0o600
