"""What is decided: who has earned what, and why.

Pure functions from records to frozen values that carry their reasons::

    sittings = sittings_by_candidate(tree.results)
    decision = decide(Case.of(tree, sittings, programme, candidate), on=edition.date)
    decision.entitled, decision.reasons

Nothing here knows keys, files or today's date: the day of the decision is an argument.
"""

from __future__ import annotations

from generator.rules.eligibility import Case, Decision, decide
from generator.rules.requirement import ClauseOutcome, evaluate
from generator.rules.sentence import Sentence
from generator.rules.standing import Evidence, Judged, Sitting, Standing, sittings_by_candidate
from generator.rules.window import Window, window_of

__all__ = [
    "Case",
    "ClauseOutcome",
    "Decision",
    "Evidence",
    "Judged",
    "Sentence",
    "Sitting",
    "Standing",
    "Window",
    "decide",
    "evaluate",
    "sittings_by_candidate",
    "window_of",
]
