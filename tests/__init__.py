"""Casts and documents that several tests share, and the tests themselves. A package, so that no library's `tests` hides it."""
