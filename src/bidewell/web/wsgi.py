"""The application that the server calls."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

# A thread that comes back from the database waits this long at most for one that lays out a page; by default it is
# five times as long, for each of a request's queries.
SECONDS_BEFORE_ANOTHER_THREAD = 0.001

sys.setswitchinterval(SECONDS_BEFORE_ANOTHER_THREAD)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bidewell.web.settings")
application = get_wsgi_application()
# Every page is imported before the first request: nobody waits for it, and what is broken stops the start.
_ = get_resolver().url_patterns
# What is loaded by now stays: each search for garbage in it would hold a page up for a tenth of a second.
gc.collect()
gc.freeze()
