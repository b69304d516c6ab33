"""Policies: reading them, and which witnesses are enough."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from generator.errors import MalformedError
from generator.trust.logpolicy import Group, LogEntry, Policy
from generator.trust.note import Note, NoteSignature, sign_note
from tests.logs import KEY, ORIGIN, SECRET, cosigned, witness, witness_key, witness_secret

LOG = f"log {KEY}"
W = [f"witness w{number} {witness_key(number)}" for number in range(6)]


def policy(*lines: str) -> Policy:
    return Policy.parse("".join(f"{line}\n" for line in lines))


def refusal(*lines: str) -> str:
    with pytest.raises(MalformedError) as refused:
        policy(*lines)
    assert refused.value.reason == "policy"
    return str(refused.value)


def test_the_example_of_the_specification_needs_two_of_one_side_and_one_of_the_other() -> None:
    example = policy(
        LOG,
        "",
        *W[:3],
        "group X-witnesses 2 w0 w1 w2",
        "# the other side",
        *W[3:],
        "group Y-witnesses any w3 w4 w5",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
    )
    names = [f"w{number}" for number in range(6)]
    for chosen in chain.from_iterable(combinations(names, count) for count in range(7)):
        enough = len({"w0", "w1", "w2"} & set(chosen)) >= 2 and bool({"w3", "w4", "w5"} & set(chosen))
        assert example.satisfied_by(chosen) == enough, chosen


def test_a_policy_reads_back_as_it_is_written() -> None:
    for text in (
        "quorum none\n",
        f"{LOG} https://{ORIGIN}\nquorum none\n",
        f"{LOG}\n{W[0]} https://w.example\n{W[1]}\ngroup g 1 w0 w1\nquorum g\n",
    ):
        assert str(Policy.parse(text)) == text
    value = Policy(
        "g", (LogEntry(KEY),), (witness(0), witness(1)), (Group("g", 2, ("school-0", "school-1")),)
    )
    assert Policy.parse(str(value)) == value


def test_the_quorum_can_be_one_witness_or_none() -> None:
    assert policy("quorum none").satisfied_by(())
    one = policy(W[0], W[1], "quorum w1")
    assert one.satisfied_by(["w1"]) and not one.satisfied_by(["w0"])


def test_blanks_comments_and_tabs_do_not_count() -> None:
    assert policy("  # comment \t", "\t", f"  {LOG}\t https://x ", W[0], " quorum\t\tw0 ").quorum == "w0"
    assert Policy.parse("quorum none") == policy("quorum none")


def test_names_are_octets() -> None:
    kelvin = Policy.parse(f"witness K {witness_key(0)}\nwitness \u212a {witness_key(1)}\nquorum \u212a\n")
    assert kelvin.satisfied_by(["\u212a"]) and not kelvin.satisfied_by(["K"])
    odd = Policy.parse(b"witness \xff " + str(witness_key(0)).encode() + b"\nquorum \xff\n")
    assert odd.satisfied_by([odd.witnesses[0].name])
    # U+00A0 is no blank here: it is part of the name.
    assert Policy.parse(f"witness a\u00a0b {witness_key(0)}\nquorum a\u00a0b\n").quorum == "a\u00a0b"


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (LOG,),
        ("quorum none", "quorum none"),
        ("quorum",),
        ("quorum none none",),
        ("quorum w0", W[0]),
        ("quorum nobody",),
        ("Quorum none",),
        ("log", "quorum none"),
        ("log x", "quorum none"),
        (LOG + " a b", "quorum none"),
        (LOG, LOG, "quorum none"),
        (f"log {witness_key(0)}", "quorum none"),
        (f"witness w {KEY}", "quorum none"),
        (W[0], W[0], "quorum none"),
        (W[0], f"witness other {witness_key(0)}", "quorum none"),
        (W[0], f"witness w0 {witness_key(1)}", "quorum none"),
        (f"witness none {witness_key(0)}", "quorum none"),
        (W[0], "group none 1 w0", "quorum none"),
        (W[0], "group w0 1 w0", "quorum none"),
        (W[0], "group g 1 g", "quorum none"),
        (W[0], "group g 0 w0", "quorum none"),
        (W[0], "group g 2 w0", "quorum none"),
        (W[0], "group g 01 w0", "quorum none"),
        (W[0], "group g +1 w0", "quorum none"),
        (W[0], "group g some w0", "quorum none"),
        (W[0], "group g all", "quorum none"),
        (W[0], "group g", "quorum none"),
        (W[0], "group g 1 none", "quorum none"),
        (W[0], W[1], "group g 1 w0 w0", "quorum none"),
        (W[0], W[1], "group g 1 w0", "group h 2 w0 w1", "quorum none"),
        ("group g 1 w0", W[0], "quorum none"),
        ("quorum none\r",),
        ("quorum none\x0b",),
        ("quorum none\x7f",),
        ("quorum none", "nonsense"),
        ("#" + "x" * 100_000, "quorum none"),
    ],
)
def test_what_is_no_policy_is_refused(lines: tuple[str, ...]) -> None:
    assert refusal(*lines)


def test_the_line_is_named() -> None:
    assert refusal(LOG, "", "group g 1 x", "quorum none").startswith("line 3 of the policy: ")


def test_a_policy_without_logs_trusts_the_one_that_is_given() -> None:
    assert policy("quorum none").trusts_log(KEY)
    assert policy(LOG, "quorum none").trusts_log(KEY)
    assert not policy(f"log {_other()}", "quorum none").trusts_log(KEY)


def _other() -> object:
    from generator.trust.note import NoteKey

    return NoteKey(ORIGIN, witness_secret(9).public)


def test_cosigners_are_those_of_the_policy_and_a_false_line_is_refused() -> None:
    two = policy(W[0], W[1], "quorum none")
    note = sign_note("text\n", ORIGIN, SECRET)
    assert two.cosigners(note) == ()
    assert two.cosigners(cosigned(note, 1, 0, 5)) == ("w0", "w1")
    false = NoteSignature(witness_key(0).name, witness_key(0).id, bytes(72))
    with pytest.raises(MalformedError) as refused:
        two.cosigners(Note(note.text, (*note.signatures, false)))
    assert refused.value.reason == "cosignature"
    # Of somebody unknown a false line says nothing.
    assert policy(W[1], "quorum none").cosigners(Note(note.text, (*note.signatures, false))) == ()
