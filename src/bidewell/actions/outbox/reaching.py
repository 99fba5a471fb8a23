"""Whether a client may be written to, and how: by a channel agreed to and not withdrawn, never on a shared phone.

Of a client merged into another, the other one says so: that is where the desk notes and withdraws what was agreed.
"""

from bidewell.domain.reaching import Channel
from bidewell.records.models import Client
from bidewell.records.one_person import person_of

# Where a client's address for each channel stands.
ADDRESSES = {Channel.SMS: "phone", Channel.EMAIL: "email"}


def address_of_client(client: Client, channel: Channel) -> str:
    """Where messages of this channel go; empty where there is nowhere."""
    return str(getattr(person_of(client), ADDRESSES[channel]))


def agreed_channels(client: Client) -> tuple[Channel, ...]:
    """The channels open now, text messages first: they are read soonest. `consents` may be fetched beforehand."""
    person = person_of(client)
    if person.no_messages:
        return ()
    agreed = {one.channel for one in person.consents.all() if one.withdrawn_at is None}
    return tuple(one for one in (Channel.SMS, Channel.EMAIL) if one in agreed and address_of_client(person, one))


def with_consents(to_client: str) -> tuple[str, str]:
    """What to fetch beforehand, for rows that lead to a client this way."""
    return f"{to_client}__consents", f"{to_client}__merged_into__consents"
