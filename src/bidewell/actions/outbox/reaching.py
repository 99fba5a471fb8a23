"""Whether a client may be written to, and how: by a channel agreed to and not withdrawn, never on a shared phone."""

from bidewell.domain.reaching import Channel
from bidewell.records.models import Client


def address_of_client(client: Client, channel: Channel) -> str:
    """Where messages of this channel go; empty where there is nowhere."""
    return client.phone if channel == Channel.SMS else client.email


def agreed_channels(client: Client) -> tuple[Channel, ...]:
    """The channels open now, text messages first: they are read soonest. `consents` may be fetched beforehand."""
    if client.no_messages:
        return ()
    agreed = {one.channel for one in client.consents.all() if one.withdrawn_at is None}
    return tuple(one for one in (Channel.SMS, Channel.EMAIL) if one in agreed and address_of_client(client, one))
