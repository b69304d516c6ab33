"""What a candidate declares beside what was transmitted: the one notion of a score that differs."""

from __future__ import annotations

from generator.records.course import Exam

__all__ = ["score_differs"]


def score_differs(percent: int, score: int | None, passed: bool | None, exam: Exam | None) -> bool:
    """Whether a declared percentage is another result than the transmitted one.

    A deposit states whole percents. 17 of 30 is 56.7 %: whoever declares 56 or 57 has told the truth.
    """
    if score is None:
        return passed is False
    if exam is None or not exam.questions:
        return False
    return abs(score * 100 - percent * exam.questions) >= exam.questions
