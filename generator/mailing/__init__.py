"""Writing to candidates: where the plan of `outreach`, the templates, the mail ledger and a transport meet.

::

    desk = open_desk(root, day)                   # records, diplomas, mail ledger, templates; nothing is changed
    desk.plan.due                                 # what would leave
    desk.parcel(message, now)                     # one of them, as it would leave
    send(desk, transport, …)                      # the run

`letter` and `contents` turn a message into text and HTML, `envelope` into the bytes that leave; `run` sends, and is the
only place that writes intentions and acceptances; `turn` sees to it that one place sends at a time.
"""
