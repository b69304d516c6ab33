"""How many seeded faults the tests of `rules` and `trust` catch: a random sample of mutants, by hand.

python -m tests.mutation --sample 200             some minutes for a hundred; goes on where it was stopped
python -m tests.mutation --table                  the figures, as docs/security.md shows them
"""
