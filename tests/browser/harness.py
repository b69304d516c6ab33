"""A small server that behaves like the published host, a watch over each page, the accessibility rules."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from generator.site.hosting import headers_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"

TYPES = {".js": "text/javascript", ".json": "application/json", ".woff2": "font/woff2"}

# Debian's Chromium as root in a container, silent on the network: only the test's own server can be resolved.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE_COLOURS = ("color-contrast", "link-in-text-block")


class MissingToolError(Exception):
    """A program that the browser tests need is not installed; the message is one sentence for a person."""


def chromium() -> str:
    """Path of the installed Chromium, as the set-up script finds it."""
    found = subprocess.run([ROOT / ".ci" / "chromium", "find"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise MissingToolError(found.stderr.strip())
    return found.stdout.strip()


def axe_source() -> str:
    """The text of axe-core."""
    if not AXE.exists():
        raise MissingToolError(
            "The accessibility tests need axe-core: run .ci/npm tests/browser, or make test."
        )
    return AXE.read_text(encoding="utf-8")


# --- The server


class _Handler(SimpleHTTPRequestHandler):
    """Files of one directory as a static host serves them: with headers and a 404 page, without listings."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self, *args: object, changes: Mapping[str, bytes | None], connect: str | None, **kwargs: object
    ) -> None:
        self.changes, self.connect = changes, connect
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        path += "index.html" if path.endswith("/") else ""
        if path in self.changes:
            body = self.changes[path]
        else:
            file = Path(self.translate_path(path))
            body = file.read_bytes() if file.is_file() else None
        status = HTTPStatus.OK
        if body is None:
            status, path = HTTPStatus.NOT_FOUND, "/404.html"
            page = Path(self.directory) / "404.html"
            body = page.read_bytes() if page.is_file() else b""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        for name, value in {**headers_for(path, (), self.connect), "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Say the encoding of text, as the real host must."""
        kind = TYPES.get(Path(path).suffix) or super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def log_message(self, format: str, *args: object) -> None:
        """A test's output stays quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no news."""


@dataclass(frozen=True, slots=True)
class Served:
    """A site that is being served: its directory and its address, without a slash at the end."""

    root: Path
    url: str

    def read(self, path: str) -> bytes:
        """Bytes of the file behind an address such as ``/d/CODE.json``."""
        return (self.root / path.lstrip("/")).read_bytes()

    def pages(self, folder: str) -> list[str]:
        """Addresses of the HTML files directly in a folder such as ``/fr/courses``, sorted."""
        return [f"{folder}/{file.name}" for file in sorted((self.root / folder.lstrip("/")).glob("*.html"))]


@contextmanager
def serve(
    root: Path, changes: Mapping[str, bytes | None] | None = None, *, connect: str | None = None
) -> Iterator[Served]:
    """Serve a directory on a free local port, with some addresses changed (new bytes) or gone (None).

    `connect` is the origin to which the site's pages may send, where its record names one.
    """
    handler = partial(_Handler, directory=str(root), changes=changes or {}, connect=connect)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield Served(root, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()


# --- The watch


@dataclass  # without slots: Playwright keeps its wrapped handlers as attributes of the listener
class Watch:
    """Everything that went wrong in a browser context: console errors, exceptions, requests to other hosts.

    Chromium reports a violation of the Content-Security-Policy as a console error, so those are among them.
    """

    problems: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Expect problems that match a pattern: a test that takes a file away provokes an error itself."""
        self.allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Problems that no test announced."""
        return [text for text in self.problems if not any(one.search(text) for one in self.allowed)]

    def attach(self, context: BrowserContext) -> None:
        """Begin to watch every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.problems.append(f"request to another host: {request.url}")


# --- What tests ask of a page


def axe(page: Page, *, colours_only: bool = False) -> list[str]:
    """Run axe-core (WCAG 2.2 A and AA, best practices) and return each violation as one readable line; with the rules
    that look at colours alone, where everything else was looked at already."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    rules = {"type": "rule", "values": AXE_COLOURS} if colours_only else {"type": "tag", "values": AXE_TAGS}
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    violations = page.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}"
        f" at {' '.join(map(str, node['target']))} {node['html'][:160]} {_detail(node)}"
        for violation in violations
        for node in violation["nodes"]
    ]


def _detail(node: Mapping[str, object]) -> str:
    summary = str(node.get("failureSummary", ""))
    return " ".join(summary.split())[:240]


def overflow(page: Page) -> list[str]:
    """Elements that make the page scroll sideways at its present width; empty when it does not scroll."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.scrollingElement.scrollWidth <= width) return [];
          const wide = [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > width + 0.5 ||
              element.scrollWidth > element.clientWidth + 1)
            .map(element => element.outerHTML.slice(0, 120));
          return wide.length ? wide.slice(-5) : ['the page itself'];
        }"""
    )
    return found


def verdict(page: Page) -> str:
    """The verdict that a registry page reached about itself, once it has one."""
    page.wait_for_selector(
        "html[data-verdict]:not([data-verdict=checking])", state="attached", timeout=15_000
    )
    return str(page.get_attribute("html", "data-verdict"))
