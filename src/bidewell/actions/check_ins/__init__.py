"""The check-in of a session: offered, opened, answered or declined, finished; or keyed in from paper.

A check-in is its own idempotency key: there is one for a session and instrument, each item has one answer, and what is
finished does not change. So a form sent twice, or a phone that sends once more what had arrived, adds nothing.
"""
