"""What arrives sealed from candidates: opened, judged, and written into their records or refused by name.

::

    arrivals = gather(paths, now)             # files, folders, mailboxes → sealed files, each with its source
    desk = open_desk(root, now)               # the register, ready to be compared with and added to
    outcome = consider(desk, letter, …)       # what would change, or why nothing does; pure, nothing is written
    desk.take(outcome)                        # what comes next sees it
    run(…)                                    # all of that for a list of paths; writes unless it is a dry run

The preview is the run without its writes, so that it cannot differ from it. A file changes one candidate's record or
nothing; what is not certain (whose is it? somebody registered already?) is left open for a person, who decides by naming
the file. Nothing decrypted is kept but what the record holds.
"""
