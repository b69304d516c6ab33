"""The transparency log at work: where its values, its files, git and other schools' logs meet.

::

    queue_issued(store, lines)               # `issue` lets its leaves wait
    sequencer.append(…)                      # the default branch moves them into the log, pushes, then signs
    snapshot(place)                          # a log read back from a site, its log folder, or a checkout
    audit(old, new)                          # the new log still says what the old one signed
    reconcile(store, ledger)                 # a leaf without a record is an alarm
    witness(…), collect(…)                   # cosigning another school's log, and taking in cosignatures of ours

What a log has signed can never be taken back: two roots signed for one size are a fork, and prove to everyone
that it cannot be trusted. So branches only add files of waiting leaves, which never conflict; one process on
the default branch puts them in order; and it signs only what the remote branch has accepted, so that no other
order can follow.
"""
