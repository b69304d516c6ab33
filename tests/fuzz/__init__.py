"""Hostile input: one target for each reader of files that come from outside, a corpus, and the program that fuzzes.

python -m tests.fuzz --list                       what there is
python -m tests.fuzz records --seconds 600        fuzz one reader (atheris; installed with: make tools)
python -m tests.fuzz --table                      the figures so far, as docs/security.md shows them
"""
