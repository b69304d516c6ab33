"""Fetch one small public document over https: bounded in size, in time and in redirections.

Only the verifier's command uses this, when it is given an address, and the one that writes a form. Plain http is
spoken to this very machine and to nothing else.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import IO
from urllib.parse import urlsplit

from generator.errors import ParcheminError

__all__ = ["FetchError", "fetch", "is_this_machine"]

_CHUNK = 65_536
_MAX_REDIRECTIONS = 3
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class FetchError(ParcheminError):
    """An address could not be read. This says nothing about what should have been there."""


def is_this_machine(url: str) -> bool:
    """Whether `url` leads to a loopback address."""
    return (urlsplit(url).hostname or "") in _THIS_MACHINE


def fetch(url: str, *, max_bytes: int, timeout: float = 10.0) -> bytes:
    """Return what is at `url`, at most `max_bytes`; the whole transfer may take `timeout` seconds.

    Raises `FetchError`, also for every status but 200.
    """
    _check(url)
    deadline = time.monotonic() + timeout
    request = urllib.request.Request(url, headers={"Accept": "*/*", "User-Agent": "parchemin-verify"})  # noqa: S310
    opener = urllib.request.build_opener(_Redirections)
    try:
        with opener.open(request, timeout=timeout) as response:
            if response.status != 200:
                raise FetchError(f"{url}: status {response.status}")
            return _read(response, url, max_bytes, deadline)
    except urllib.error.HTTPError as error:
        raise FetchError(f"{url}: status {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise FetchError(f"{url}: {reason}") from None


class _Redirections(urllib.request.HTTPRedirectHandler):
    max_redirections = _MAX_REDIRECTIONS

    def redirect_request(  # noqa: PLR0917
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check(newurl)
        if is_this_machine(newurl) and not is_this_machine(req.full_url):
            raise FetchError(f"{req.full_url} redirects to this machine")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _check(url: str) -> None:
    try:
        scheme = urlsplit(url).scheme
        allowed = scheme == "https" or (scheme == "http" and is_this_machine(url))
    except ValueError:
        allowed = False
    if not allowed:
        raise FetchError(f"{url} is not an https address")


def _read(response: IO[bytes], url: str, max_bytes: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise FetchError(f"{url} holds more than {max_bytes} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"{url} takes too long")
        chunks.append(chunk)
    return b"".join(chunks)
