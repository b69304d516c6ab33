"""`mkdocs serve` reloads pages while they are edited."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.demonstration import alone


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _page(address: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                text: str = answer.read().decode()
                return text
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


def test_the_policy_lets_mkdocs_reload_a_page_while_serving(root: Path) -> None:
    port = _free_port()
    command = [str(Path(sys.executable).parent / "mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}"]
    quiet = subprocess.DEVNULL
    with alone(), subprocess.Popen(command, cwd=root, stdout=quiet, stderr=quiet) as server:
        try:
            text = _page(f"http://127.0.0.1:{port}/fr/catalogue.html")
        finally:
            server.terminate()
    assert "livereload" in text
    assert "script-src 'self' 'unsafe-inline'" in text
