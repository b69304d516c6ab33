"""Issuing: where records, rules, trust and the ledger meet, rarely, and with a key.

::

    book = open_book(ledger)                       # what the ledger says, read once as a stream
    plan = plan_editions(site, book, editions)     # who is due what, and why; all problems at once
    issue(plan, …)                                 # status list first, then whole batches
    Desk(…).act(diploma, "revoke")                 # and reinstate, withdraw; Desk(…).supersede(…)
    audit(ledger)                                  # every signature, index and act; the build calls it

Crash safety is a matter of order. A status list only has to exist and be signed before a diploma points to
it; which indexes are taken is read from the diplomas themselves, so that a list without diplomas is harmless.
A batch is whole or absent, and what it holds is never issued again. An act is written before the list that it
changes; whoever writes next brings the list up to date.
"""
