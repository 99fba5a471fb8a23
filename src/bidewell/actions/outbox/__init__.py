"""Messages to clients: written in the transaction that decides to send them, sent by the worker.

A message is sent at most once. Before it is handed over it is marked as interrupted; only then is it sent, and after
that marked as sent. A process that dies in between leaves it on the list of those not delivered, where a person decides
whether to send it again. A second message nobody meant could be seen by somebody else; a missing one is seen by us.
"""
