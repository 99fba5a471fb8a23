"""How a client may be reached, and what became of a message."""

from enum import StrEnum


class Channel(StrEnum):
    """A way to reach a client. Each needs its own consent."""

    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """What became of a message in the outbox. `held` waits for the end of the quiet hours."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
