"""Asking the host of a site as a stranger would: one address at a time, no redirection followed, everything bounded.

An answer is a value, whatever its status; `NoAnswerError` is for a host that gives none.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from generator.errors import ParcheminError

__all__ = ["Answer", "CertificateError", "NoAnswerError", "Prober"]

_MAX_BODY: Final = 8_000_000


class NoAnswerError(ParcheminError):
    """The host could not be asked, or did not answer in time."""


class CertificateError(NoAnswerError):
    """The host answers, but its TLS certificate is not believed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said. Names of `headers` are in lower case; `certificate_ends` is None over plain http."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    certificate_ends: datetime | None

    @property
    def date(self) -> datetime | None:
        """The host's clock, None where it does not say."""
        try:
            told = parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None
        return told if told.tzinfo else told.replace(tzinfo=UTC)


class Prober:
    """Asks for addresses; `timeout` is in seconds and holds for each step of a connection."""

    def __init__(self, timeout: float = 10.0) -> None:
        self._timeout = timeout

    def ask(self, url: str) -> Answer:
        """GET one address. Raises `NoAnswerError`, or `CertificateError` for a certificate that is not good."""
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.connect()
            ends = _ends(connection)
            connection.request("GET", parts.path or "/", headers={"User-Agent": "parchemin-doctor"})
            response = connection.getresponse()
            body = response.read(_MAX_BODY + 1)
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(url, response.status, headers, body[:_MAX_BODY], ends)
        except ssl.SSLCertVerificationError as error:
            raise CertificateError(f"{parts.netloc}: {error.verify_message}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswerError(f"{parts.netloc} does not answer: {error or type(error).__name__}") from None
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def _ends(connection: http.client.HTTPConnection) -> datetime | None:
    """When the certificate of a connection ends."""
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    told = (connection.sock.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC) if isinstance(told, str) else None
