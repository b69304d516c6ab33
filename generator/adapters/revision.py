"""A revision's records in a folder of their own, so that what reads a site reads it as it was.

    with checked_out(root, "HEAD~3") as past:
        load_tree(past.root)

Neither the working tree nor git's index is touched. The folder is private, as the records are, and gone afterwards.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from generator.adapters.files import FOLDERS
from generator.adapters.git import Git, GitError, Listed

__all__ = ["Revision", "checked_out"]

_CHUNK: Final = 2_000
"""Files whose contents are in memory at once."""
_LINK: Final = "120000"
_FILES: Final = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Revision:
    """Where the records of `commit` lie, as long as the block lasts."""

    root: Path
    commit: str


@contextlib.contextmanager
def checked_out(root: Path, revision: str) -> Iterator[Revision]:
    """Write the records and the ledger of a revision into a fresh folder. Raises `GitError` where there is no such
    revision, or it holds no records."""
    git = Git(root)
    commit = git.resolve(revision)
    if commit is None:
        raise GitError(
            f"git knows no revision '{revision}'",
            hint="Name a commit, a branch or a tag; git log --oneline lists the commits. A shallow clone lacks old "
            "ones: git fetch --unshallow.",
        )
    listed = git.listing(commit, *FOLDERS)
    if not any(one.path == "content/site.yml" for one in listed):
        raise GitError(f"the revision '{revision}' holds no content/site.yml", hint="Name a later revision.")
    with tempfile.TemporaryDirectory(prefix="parchemin-") as folder:
        _write(git, listed, Path(folder))
        yield Revision(Path(folder), commit)


def _write(git: Git, listed: tuple[Listed, ...], folder: Path) -> None:
    wanted = [one for one in listed if one.mode in _FILES or one.mode == _LINK]
    for start in range(0, len(wanted), _CHUNK):
        those = wanted[start : start + _CHUNK]
        contents = git.blobs(sorted({one.blob for one in those}))
        for one in those:
            # Git itself refuses such paths; a repository made by other means may hold them.
            if ".." in PurePosixPath(one.path).parts or one.path.startswith("/"):
                raise GitError(f"a path of the revision leads out of it: {one.path}")
            path = folder / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if one.mode == _LINK:
                # What reads records refuses a link that leads out of the site, here as in the working tree.
                path.symlink_to(contents[one.blob].decode("utf-8", "surrogateescape"))
            else:
                path.write_bytes(contents[one.blob])
