"""Which message is due to whom, and why: a pure function of the records, the diplomas, the day and the mail ledger.

::

    book = MailBook.of(entries)                    # what the mail ledger says was sent, refused, settled, bounced
    plan = plan_mail(tree, diplomas, book, day)
    for item in plan.due: print(item.message.key, item.message.why.en)

Rules that never bend:

- a message has a permanent key (who, what kind, about what) and leaves once for ever;
- nothing is due about what happened before mail was switched on, or before that kind of message was;
- where nobody knows whether a message left, a person is asked and it is not sent again;
- a reminder whose time is over is not due any more;
- an address that refused mail for good gets nothing until the record has another one.
"""

from __future__ import annotations

from generator.outreach.book import MailBook
from generator.outreach.diplomas import Diploma
from generator.outreach.message import Message
from generator.outreach.plan import MailPlan, plan_mail

__all__ = ["Diploma", "MailBook", "MailPlan", "Message", "plan_mail"]
