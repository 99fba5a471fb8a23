"""Clients in care: where each stands, the chances ahead, their reasons, and what strain there is."""
