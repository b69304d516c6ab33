"""What a stolen key is still worth.

A signature does not say when it was made; the log does. When a key is found to be compromised, a leaf says since
which index its diplomas are no longer good: what was logged before, the thief cannot have made later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.trust.keys import PublicKey
from generator.trust.logleaf import KeyLeaf

__all__ = ["compromised_since", "good_despite_compromise"]


def compromised_since(
    key: PublicKey, leaves: Iterable[tuple[int, KeyLeaf]], issuer_keys: Collection[PublicKey]
) -> int | None:
    """The index since which the diplomas of `key` are not good, None where no leaf says that it was compromised.

    `leaves` are key leaves with their indexes, in any order. One counts when it is truly signed, by the key itself
    or one of `issuer_keys` (all keys of the same issuer, past and present), and does not speak of indexes beyond its
    own. Of several the gravest counts.
    """
    found = [
        leaf.since
        for index, leaf in leaves
        if leaf.state == "compromised"
        and leaf.key == key
        and leaf.since is not None
        and leaf.since <= index
        and (leaf.by is None or leaf.by in issuer_keys)
        and leaf.verify()
    ]
    return min(found, default=None)


def good_despite_compromise(index: int | None, since: int | None) -> bool:
    """Whether a diploma whose leaf has this index (None: it is not in the log) is good, although its key was
    compromised `since` that index (None: it was not).
    """
    return since is None or (index is not None and index < since)
