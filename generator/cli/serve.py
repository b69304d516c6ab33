"""``parchemin serve``: the built site on this machine, with the headers that a host should send."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import click

from generator.adapters.publish import MARKER
from generator.cli.context import Context, pass_context
from generator.cli.options import examples
from generator.errors import BuildError
from generator.site.hosting import connection, headers_for

__all__ = ["command", "server"]

_TYPES: Final = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json"}


class _Handler(SimpleHTTPRequestHandler):
    """Static files as a host serves them: no listings, our headers, the site's own 404 page."""

    def __init__(self, *arguments: Any, issuers: tuple[str, ...], connect: str | None, **named: Any) -> None:
        self._issuers, self._connect = issuers, connect
        self.extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **_TYPES}
        super().__init__(*arguments, **named)

    def end_headers(self) -> None:
        path = unquote(urlsplit(self.path).path)
        for name, value in headers_for(path, self._issuers, self._connect).items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: whoever looks at a page does not want a log."""


def server(directory: Path, port: int) -> ThreadingHTTPServer:
    """A server of `directory` on the loopback address; port 0 takes a free one."""
    issuers = tuple(
        path.parent.name for path in directory.glob("*/did.json") if path.parent.name != ".well-known"
    )
    headers = directory / MARKER
    connect = connection(headers.read_text(encoding="utf-8")) if headers.is_file() else None
    handler = partial(_Handler, directory=str(directory), issuers=issuers, connect=connect)
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


@click.command("serve", epilog=examples("parchemin serve", "parchemin serve --port 8080 --directory public"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, envvar="PARCHEMIN_PORT"
)
@click.option(
    "--directory",
    type=click.Path(path_type=Path),
    help="The built site. Default: site/ in the site's root.",
)
@pass_context
def command(context: Context, port: int, directory: Path | None) -> None:
    """Show the built site on this machine alone, until interrupted (Ctrl-C)."""
    place = directory or context.root / "site"
    if not (place / "index.html").is_file():
        raise BuildError(f"there is no site at {place}", hint="Build it: parchemin build")
    try:
        served = server(place, port)
    except OSError as error:
        raise BuildError(
            f"port {port} cannot be used: {error.strerror}", hint="Choose another one with --port."
        ) from None
    with served:
        context.echo(f"http://127.0.0.1:{served.server_address[1]}/  (Ctrl-C ends it)")
        try:
            served.serve_forever()
        except KeyboardInterrupt:
            context.echo()
