"""Handing mail to a server: SMTP (RFC 5321) under TLS (RFC 8314, RFC 3207).

TLS is not optional. ``implicit`` speaks it from the first byte, ``starttls`` refuses to go on where the server does not
offer it; certificates are checked against the system's. Plain text is for a server on this very machine.

Each command is sent by itself, so that what failed is known: before the server said 354 the message was certainly not
taken; between the end of the text and the reply to it nobody knows (RFC 5321 section 4.5.3.2.6).
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import Final, Literal

from generator.adapters.transport import DoubtError, Parcel, RefusedError, UnreachableError

__all__ = ["Smtp", "SmtpSettings", "is_this_machine"]

Tls = Literal["implicit", "starttls", "none"]
_STATUS: Final = re.compile(rb"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)")
_CLOSING: Final = 421
_PER_CONNECTION: Final = 100
"""Servers close connections that carry too many messages; most allow as many."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A server, and how to speak to it. `password` shows in no representation."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None
    timeout: float = 60.0

    def __repr__(self) -> str:
        return f"SmtpSettings({self.host!r}, {self.port}, {self.tls!r})"

    @property
    def local(self) -> bool:
        """Whether the server runs on this machine."""
        return is_this_machine(self.host)


def is_this_machine(host: str) -> bool:
    """Whether `host` is a loopback name or address."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Smtp:
    """A connection to the server, made when it is needed and made again when the server closed it.

    `greeting` is the name that this machine gives itself; `context` another TLS context than the system's.
    """

    def __init__(
        self, settings: SmtpSettings, *, greeting: str = "localhost", context: ssl.SSLContext | None = None
    ) -> None:
        self.settings = settings
        self._greeting = greeting
        self._context = context
        self._open: smtplib.SMTP | None = None
        self._carried = 0

    def ready(self) -> None:
        """Connect, or see that the connection still stands; raises `UnreachableError`."""
        if self._open is not None and self._carried < _PER_CONNECTION:
            try:
                if self._open.noop()[0] == 250:
                    return
            except (OSError, smtplib.SMTPException):
                pass
        self.close()
        self._open = self._connect()
        self._carried = 0

    def deliver(self, parcel: Parcel) -> None:
        """Hand one message over; raises `RefusedError`, `UnreachableError` or `DoubtError`."""
        if self._open is None:
            self.ready()
        assert self._open is not None  # noqa: S101 - for the type checker: ready() made it or raised
        server = self._open
        if parcel.utf8 and not server.has_extn("smtputf8"):
            # RFC 6531 section 3.4: such an address must not be given to a server that does not know it.
            raise RefusedError(553, "5.6.7", "message")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if parcel.utf8 else []
        try:
            self._expect(server.mail(parcel.sender, options), (250,), "sender")
            self._expect(server.rcpt(parcel.recipient), (250, 251, 252), "recipient")
            self._expect(server.docmd("DATA"), (354,), "message")
        except RefusedError as refused:
            self._after(refused.code)
            raise
        except (OSError, smtplib.SMTPException):
            self._drop()
            raise UnreachableError("the server closed the connection before the text of a message") from None
        try:
            server.send(_quoted(parcel.data))
            reply = server.getreply()
            if reply[0] != 250 and not 400 <= reply[0] <= 599:
                raise smtplib.SMTPServerDisconnected("an answer that says neither yes nor no")
        except (OSError, smtplib.SMTPException):
            self._drop()
            raise DoubtError("the connection broke when the text of a message was on its way") from None
        self._carried += 1
        try:
            self._expect(reply, (250,), "message")
        except RefusedError as refused:
            self._after(refused.code)
            raise

    def close(self) -> None:
        """Take leave of the server."""
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._drop()

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        context = self._context or ssl.create_default_context()
        try:
            if settings.tls == "implicit":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    settings.host,
                    settings.port,
                    local_hostname=self._greeting,
                    timeout=settings.timeout,
                    context=context,
                )
            else:
                server = smtplib.SMTP(
                    settings.host, settings.port, local_hostname=self._greeting, timeout=settings.timeout
                )
                if settings.tls == "starttls":
                    server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if settings.user is not None:
                server.login(settings.user, settings.password or "")
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(
                f"{settings.host}:{settings.port}: {_why(error)}", hint=_hint(error)
            ) from None
        return server

    def _expect(self, reply: tuple[int, bytes], good: tuple[int, ...], scope: str) -> None:
        code, text = reply
        if code in good:
            return
        if code == -1:
            raise smtplib.SMTPServerDisconnected
        found = _STATUS.match(text)
        status = found[1].decode() if found else ""
        if not 400 <= code <= 599 or (status and int(status[0]) != code // 100):
            code, status = 451, ""  # an answer that means nothing here: not taken, and worth another try
        raise RefusedError(code, status, scope)  # type: ignore[arg-type]

    def _after(self, code: int) -> None:
        """Bring the connection back to where the next message can begin."""
        if code == _CLOSING or self._open is None:
            self._drop()
            return
        try:
            if self._open.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.close()
        self._open = None


def _quoted(data: bytes) -> bytes:
    """The text with leading dots doubled, and its end (RFC 5321 section 4.5.2). `data` has CRLF line ends."""
    body = re.sub(rb"(?m)^\.", b"..", data)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ssl.SSLError, "no encrypted connection came about"),
    (
        smtplib.SMTPNotSupportedError,
        "the server does not offer what is needed (STARTTLS, or a way to log in); nothing was sent in clear",
    ),
    (smtplib.SMTPAuthenticationError, "the server refused the account"),
    (smtplib.SMTPResponseException, "the server answered with a refusal"),
    (smtplib.SMTPException, "the server closed the connection"),
)


def _why(error: Exception) -> str:
    """What went wrong, without what the server said in words and without the account."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message})"
    known = next((words for kind, words in _REASONS if isinstance(error, kind)), None)
    if known is None:
        return getattr(error, "strerror", None) or "cannot be reached"
    code = getattr(error, "smtp_code", None)
    return f"{known} ({code})" if code else known


def _hint(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "A certificate of your own is trusted through the variable SSL_CERT_FILE."
    if isinstance(error, ssl.SSLError):
        return "Is it the right port for the mode? 465 is implicit TLS, 587 is STARTTLS."
    return ""
