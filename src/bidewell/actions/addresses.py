"""Whole addresses, as they stand in letters, in QR codes and on paper: what the configuration says, not a request.

The host of a request is whatever the one who made it wrote there.
"""

from django.conf import settings


def whole_address(path: str) -> str:
    """The address of a page of this installation."""
    return str(settings.CONFIGURATION.address.rstrip("/") + path)
