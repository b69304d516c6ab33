"""One process at a time writes records: whoever reads some to change them holds this lock until they are written.

    with writing_records(root, "candidates/editions"):
        …read, change, write…

People edit the same files with their editors and with git, which take no lock: what is replaced must be compared with
what was read, or be read again, just before. The ledgers have locks of their own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from generator.adapters.atomic import locked, make_folder, sweep
from generator.errors import RecordError

__all__ = ["writing_records"]


@contextlib.contextmanager
def writing_records(root: Path, *folders: str) -> Iterator[None]:
    """Keep other processes from writing records, and clear what a crash has left in and below `folders`.

    Raises `RecordError` while another process writes.
    """
    make_folder(root / "candidates")
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(root / "candidates" / ".lock"))
        except BlockingIOError:
            raise RecordError("another process is writing to the register; wait until it is done") from None
        for folder in folders:
            for place, _, _ in os.walk(root / folder):
                sweep(Path(place))
        yield
