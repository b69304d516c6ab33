"""The measure itself: faults are seeded where they should be, and change what the program does."""

from __future__ import annotations

import ast
import os

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import plant

TEXT = '''"""A module."""
from typing import Final, Literal

__all__ = ["MOST", "fits"]
Word = Literal["a"]
MOST: Final = 3


def fits(count: int) -> bool:
    """Whether it fits."""
    if count < MOST and not count % 2:
        raise ValueError("a sentence for people")
    return count != 0
'''


def test_each_operator_constant_and_statement_is_changed_and_nothing_else() -> None:
    found = {(one.owner, one.was, one.now) for one in mutants("m.py", TEXT)}
    assert found == {
        ("MOST", "3", "(4)"),
        ("fits", "count < MOST and not count % 2", "(count < MOST or not count % 2)"),
        ("fits", "count < MOST", "(count <= MOST)"),
        ("fits", "not count % 2", "(count % 2)"),
        ("fits", "count % 2", "(count * 2)"),
        ("fits", "2", "(3)"),
        ("fits", 'raise ValueError("a sentence for people")', "pass"),
        ("fits", "return count != 0", "return None"),
        ("fits", "count != 0", "(count == 0)"),
        ("fits", "0", "(1)"),
    }


def test_a_mutant_is_the_module_with_one_change() -> None:
    for one in mutants("m.py", TEXT):
        ast.parse(one.text)
        assert one.text != TEXT


def _in_a_child(mutant: Mutant) -> int:
    """What the planted program answers: 0 where a good code is refused."""
    child = os.fork()
    if child == 0:
        from generator.trust.code import is_code, make

        good = make(bytes(range(16)))
        plant(mutant)
        os._exit(is_code(good))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_planted_fault_is_in_force_in_the_running_program() -> None:
    from tests.conftest import ROOT

    path = "generator/trust/code.py"
    text = (ROOT / path).read_text(encoding="utf-8")
    fault = next(
        one for one in mutants(path, text) if one.owner == "is_code" and one.was.startswith("_weighted")
    )
    assert fault.now.endswith("_MODULUS != 0)")
    assert _in_a_child(fault) == 0
    assert _in_a_child(Mutant(path, 1, "is_code", "", "", 1, text)) == 1
