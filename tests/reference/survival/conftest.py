"""Survival figures that R made, and the people they are about."""

from tests.shared_data import shared_data

__all__ = ["shared_data"]
