"""A directory that is replaced as a whole: the new site takes the old one's place in one step.

    with generation(output) as fresh:
        …write everything below `fresh.directory`…
    # here `output` is the new site; had anything been raised, it would still be the old one

The new tree grows beside the old one, on the same file system, under a hidden name. Linux exchanges two
directories in one step (renameat2, RENAME_EXCHANGE); elsewhere two renames leave a moment without a site, and
the first is undone when the second fails. What an interrupted build leaves, the next one removes.

Where most of the old site stays (`Generation.keep`), what is new takes its place entry by entry (`renewal`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from generator.adapters.atomic import locked
from generator.adapters.renewal import Renewal, exchange, flush, renew, sync
from generator.errors import BuildError

__all__ = ["MARKER", "SIGNATURE", "Generation", "check_output", "exclusive", "generation", "is_published"]

MARKER: Final = "_headers"
"""A file that every site built here holds, beginning with `SIGNATURE`; a full directory without it is not ours
to replace. Other people's sites have a file of that name too, so that its presence alone says nothing."""
SIGNATURE: Final = b"# Written by Parchemin"


@contextlib.contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold the site at `root` against a second build; `BuildError` when one is running."""
    folder = root / ".parchemin"
    folder.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / "build.lock"))
        except BlockingIOError:
            raise BuildError(
                "another build of this site is running", hint="Wait for it, or end it, and build again."
            ) from None
        yield


def check_output(output: Path, root: Path) -> Path:
    """Return where `output` really lies, or refuse a place where replacing it would destroy something.

    Raises `BuildError` for the root of the site or a directory around it, for a place inside the records, and
    for a directory that holds something else than a site built here.
    """
    place = Path(os.path.realpath(output))
    root = Path(os.path.realpath(root))
    sources = [
        root / name for name in ("content", "candidates", "site_templates", "generator", ".git", ".parchemin")
    ]
    if place == root or place in root.parents or any(place == one or one in place.parents for one in sources):
        raise BuildError(
            f"{output} cannot be the output: the build replaces that directory as a whole",
            hint="Choose a directory of its own, such as site/.",
        )
    if place.exists() and not place.is_dir():
        raise BuildError(f"{output} is a file; the site needs a directory")
    if place.is_dir() and any(place.iterdir()) and not is_published(place):
        raise BuildError(
            f"{output} holds files that no build wrote, and would be replaced as a whole",
            hint="Empty it, or choose another directory.",
        )
    return place


def is_published(place: Path) -> bool:
    """Whether the folder is a site that was built here."""
    try:
        with (place / MARKER).open("rb") as file:
            return file.read(len(SIGNATURE)) == SIGNATURE
    except OSError:
        return False


class Generation:
    """A site that is being written, in `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.renewal: Renewal | None = None

    def keep(self, entries: Iterable[str], folder: str, stale: Iterable[str] = ()) -> None:
        """Keep these entries of the old site's top level; `folder`, one of them, takes up the files that `directory`
        holds in a folder of that name, and loses those named in `stale`.
        """
        self.renewal = Renewal(self.directory.name, frozenset(entries), folder, tuple(sorted(stale)))


@contextlib.contextmanager
def generation(output: Path) -> Iterator[Generation]:
    """Yield a fresh directory that takes the place of `output` when the block ends without an exception.

    `output` is what `check_output` returned.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}.next-"
    _sweep(output.parent, prefix)
    fresh = Path(tempfile.mkdtemp(prefix=prefix, dir=output.parent))
    descriptor = os.open(fresh, os.O_RDONLY)
    try:
        _hold(descriptor)
        # mkdtemp keeps others out; a web server has to read the site.
        fresh.chmod(0o777 & ~_umask())
        new = Generation(fresh)
        yield new
        sync(descriptor)
        if new.renewal is None:
            exchange(fresh, output)
            # Before the old site goes.
            flush(output.parent)
        else:
            renew(output, new.renewal)
    finally:
        os.close(descriptor)
        shutil.rmtree(fresh, ignore_errors=True)


def _sweep(parent: Path, prefix: str) -> None:
    """Remove what interrupted builds have left; a directory that a running build holds stays."""
    for path in parent.glob(f"{prefix}*"):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            _hold(descriptor)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)


def _hold(descriptor: int) -> None:
    import fcntl  # noqa: PLC0415 - POSIX only, like the lock of a build

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
