"""What arrives from outside, read with suspicion: sealed letters from candidates, and files of results (`results`).

::

    desk = open_desk(root, now)               # the register, ready to be compared with and added to
    arrivals = gather(paths)                  # files, folders, mailboxes → sealed files, each with its source
    opened = open_all(arrivals, find)         # letters, in the order in which they were made
    outcome = consider(desk, letter, source)  # what would change, or why nothing does; pure, nothing is written
    process(root, desk, one, …, write=True)   # that, written at once and seen by the files after it

The preview is the run without its writes, so that it cannot differ from it. A file changes one candidate's
record or nothing; what is not certain (whose is it? somebody registered already?) is left open for a person, who
decides by naming the file. Nothing decrypted is kept but what the record holds.
"""
