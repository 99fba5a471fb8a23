"""What a backup or a restore raises instead of doing half of it."""


class BackupRefused(Exception):
    """The words say why and what to do; they name tables and counts, never a value."""
