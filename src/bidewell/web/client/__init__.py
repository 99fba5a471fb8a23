"""For clients: the check-in, on a phone, at a kiosk, on paper."""
