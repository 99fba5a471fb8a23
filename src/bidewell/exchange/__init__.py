"""The records format: files to validated frames and back. Nobody's values may leave through a message from here."""
