"""The application that the server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bidewell.web.settings")
application = get_wsgi_application()
# Every page is imported before the first request: nobody waits for it, and what is broken stops the start.
_ = get_resolver().url_patterns
