"""For the front desk: today's list, attendance, clients, messages. Names and times, never a score."""
