"""Documents on the site: which diplomas may have some, and the lists of digests by which a verifier knows them.

/documents/digests.txt              "listed" where the school publishes digests, else "none": so that a verifier
                                    asks for nothing that is not there
/documents/digests/00.txt … ff.txt  SHA-256 digests in hexadecimal, one a line, by how they begin
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

__all__ = [
    "DIGESTS",
    "FOLDER",
    "LISTED",
    "MAILING",
    "NONE",
    "NOTICE",
    "PRINTED",
    "PUBLISHING",
    "digest_lists",
]

FOLDER: Final = "documents"
"""Below the site's root."""
DIGESTS: Final = f"{FOLDER}/digests"
NOTICE: Final = f"{FOLDER}/digests.txt"
NONE: Final = b"none\n"
LISTED: Final = b"listed\n"
PRINTED: Final = frozenset({"valid", "expired", "not-yet-valid"})
"""The states of which documents are made: paper cannot say that a diploma was taken back."""
PUBLISHING: Final = frozenset({"publish", "both"})
"""The settings of a programme with which the files themselves lie on the site."""
MAILING: Final = frozenset({"mail", "both"})
"""Those with which the diploma goes with the message that announces it."""


def digest_lists(digests: Collection[str]) -> Mapping[str, bytes]:
    """The notice and the 256 lists, by path below the site's root."""
    lists = {
        f"{DIGESTS}/{number:02x}.txt": "".join(
            f"{one}\n" for one in sorted(digests) if one.startswith(f"{number:02x}")
        ).encode()
        for number in range(256)
    }
    return {NOTICE: LISTED, **lists}
