"""The clinic's own settings, with what a test may not wait for taken out."""

from bidewell.web.settings import *  # noqa: F403
from bidewell.web.settings import CONFIGURATION, DATABASES

# SQLite in memory; said here, as the test runner knows only Django's own by name.
if not CONFIGURATION.database:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
# A real hash takes a third of a second by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
