"""A browser and the device it runs on, in words, from the string it sends of itself; a filter of the page of sessions.

The string names nearly every browser that came before, so the first name found in this order is the browser's own.
"""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser_words(user_agent: str) -> str:
    """ "Firefox on Windows"; what cannot be told is said."""
    browser, device = _named(user_agent, BROWSERS), _named(user_agent, DEVICES)
    if browser is None:
        return _("A browser without a known name")
    return _("%(browser)s on %(device)s") % {"browser": browser, "device": device} if device else browser


def _named(user_agent: str, names: dict[str, str]) -> str | None:
    return next((words for sign, words in names.items() if sign in user_agent), None)
