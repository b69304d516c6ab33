"""Whether a candidate's deposit and the transmitted result say two different things.

A deposit is a claim in percent, a result is right answers out of the exam's questions: a percentage that was rounded,
up or down, agrees.
"""

from __future__ import annotations

from fractions import Fraction

from generator.records.candidate import Deposit
from generator.records.course import Course
from generator.records.result import Result

__all__ = ["contradicts"]


def contradicts(deposit: Deposit, result: Result, course: Course, *, passed: bool) -> bool:
    """Whether score or outcome differ. `passed` is what the rule says of the result.

    To deposit a certificate is to claim a pass: a result that is none contradicts it, whatever score was declared.
    """
    if not passed:
        return True
    questions = course.exam.questions if course.exam else None
    if deposit.score is None or result.score is None or not questions:
        return False
    return abs(Fraction(result.score * 100, questions) - deposit.score) >= 1
