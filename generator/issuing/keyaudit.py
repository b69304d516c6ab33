"""The audit of what happened to keys: who may sign which act, and whether what was signed anew is what it was.

An act that a key signed before it was found to be compromised stays: git says when it was written. One that is dated
later is refused, for the thief may have written it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.adapters.ledger import Ledger, Located
from generator.errors import Diagnostic, MalformedError
from generator.trust.anchors import Anchors
from generator.trust.canonical import canonical
from generator.trust.keyact import KeyAct, Keyring
from generator.trust.ledger import Act, CredentialLine, KeyEntry
from generator.trust.strictjson import JsonObject

__all__ = ["act_problems", "key_act_problems", "revision_problems"]


def act_problems(
    acts: Iterable[Located[Act]], all_keys: Mapping[str, bytes], ring: Keyring
) -> Iterator[Diagnostic]:
    """Acts on diplomas that no good key of their issuer has signed. `all_keys` are did.json documents, compromised
    keys included.
    """
    anchors = Anchors(all_keys)
    for item in acts:
        act = item.value
        try:
            public = anchors.key(f"{act.issuer}#{act.key}", act.issuer)
        except MalformedError:
            message = f"the act on {act.code} is signed with a key that {act.issuer} has not"
            yield item.problem("L306", message)
            continue
        fate = ring.fates.get((act.issuer, public))
        if not act.verify():
            yield item.problem("L306", f"the signature of the act on {act.code} is false")
        elif fate is not None and fate.act == "compromise" and act.date >= fate.date:
            yield item.problem(
                "L306", f"the act on {act.code} is signed with a key that was compromised before"
            )


def key_act_problems(acts: Iterable[Located[KeyAct]], ring: Keyring) -> Iterator[Diagnostic]:
    """Acts on keys that nobody who may has signed."""
    entries: dict[tuple[str, str], KeyEntry] = {
        (entry.did, entry.public.multibase): entry for entry in ring.entries
    }
    for item in acts:
        act = item.value
        signer = entries.get((act.issuer, act.signer.multibase))
        if (act.issuer, act.key.multibase) not in entries or signer is None:
            yield item.problem("K403", f"{act.issuer} has no such key, or not the one that signed")
            continue
        fate = ring.fate(signer)
        if not act.verify():
            yield item.problem("K403", "the signature of the act on a key is false")
        elif fate is not None and fate.act == "compromise" and act.date >= fate.date:
            yield item.problem("K403", "the act on a key is signed with a key that was compromised before")


def revision_problems(ledger: Ledger) -> Iterator[Diagnostic]:
    """Batches that were signed anew and do not hold the same diplomas, word for word, as before; but for a place in a
    status list that two diplomas had, of which one then moved.
    """
    shared: frozenset[_Place] | None = None
    for chain in ledger.revisions():
        before: list[CredentialLine] | None = None
        for path in chain if len(chain) > 1 else ():
            items = list(ledger.credentials(path))
            lines = [item.value for item in items]
            for number in _differing(before, lines) if before is not None else ():
                if shared is None:
                    shared = _shared_places(ledger)
                if before is None or not _only_moved(before, lines, number, shared):
                    yield items[min(number, len(items) - 1)].problem(
                        "L311", "this batch does not hold the same diplomas as the one in whose place it is"
                    )
                    break
            before = lines


_Place = tuple[str, str]


def _differing(before: list[CredentialLine], after: list[CredentialLine]) -> Iterator[int]:
    """The lines, from 0, whose content is not the same."""
    for number in range(max(len(before), len(after))):
        pair = [_content(lines[number]) if number < len(lines) else None for lines in (before, after)]
        if pair[0] != pair[1]:
            yield number


def _only_moved(
    before: list[CredentialLine], after: list[CredentialLine], number: int, shared: frozenset[_Place]
) -> bool:
    if len(before) != len(after):
        return False
    (*words, place), (*others, _) = _content(before[number]), _content(after[number])
    return words == others and place in shared


def _shared_places(ledger: Ledger) -> frozenset[_Place]:
    """The places that more than one diploma ever had."""
    holders: dict[_Place, set[str]] = {}
    for chain in ledger.revisions():
        for path in chain:
            for item in ledger.credentials(path):
                holders.setdefault(_place(item.value), set()).add(item.value.code)
    return frozenset(place for place, codes in holders.items() if len(codes) > 1)


def _place(line: CredentialLine) -> _Place:
    """Whose status list a diploma points to, and where; as text, for nothing here is verified yet."""
    return line.issuer, canonical(line.credential.get("credentialStatus")).decode()


def _content(line: CredentialLine) -> tuple[object, ...]:
    """Everything of a line but its signatures; the place in a status list last."""
    bare: JsonObject = {
        name: value for name, value in line.credential.items() if name not in ("proof", "credentialStatus")
    }
    return (line.code, line.candidate, line.edition, line.programme, line.salt, bare, _place(line))
