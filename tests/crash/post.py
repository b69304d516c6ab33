"""A mail server in a process of its own, which writes down whom each message that it took was for.

``python -m tests.crash.post FILE`` prints its port, serves until its input ends, and appends a line a message.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Taken"]


class Taken:
    """The server, and what it took."""

    def __init__(self) -> None:
        self.port = 0
        self._file = Path()

    @contextlib.contextmanager
    def serving(self, folder: Path) -> Iterator[None]:
        """Serve, with a file in `folder`."""
        self._file = folder / "taken"
        self._file.touch()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.post", str(self._file)],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            self.port = int(process.stdout.readline())
            yield
        finally:
            process.communicate(timeout=20)

    def counted(self) -> Counter[str]:
        """How often each address was written to. What is on its way has arrived then."""
        size = -1
        while size != (size := self._file.stat().st_size):
            time.sleep(0.02)
        return Counter(f"{address} got" for address in self._file.read_text().split())

    def forget(self) -> None:
        """Begin to count anew."""
        self.counted()
        self._file.write_text("")


def _serve(file: Path) -> None:
    from tests.mailing.office import Post, Received, running

    class Book(list[Received]):
        def append(self, one: Received) -> None:
            with file.open("a") as lines:
                lines.write("".join(f"{address}\n" for address in one.recipients))

    post = Post(received=Book())
    with running(post):
        print(post.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
