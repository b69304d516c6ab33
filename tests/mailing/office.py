"""A school that writes to its candidates, on disk, and real mail servers for it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.issuing.school import School, ident

ROOT = Path(__file__).resolve().parents[2]
START = "2026-05-15T09:00:00Z"
EXAM_DAY = "2026-06-16"
KEY = f"{ident(0)}/exam-opens/first-aid/2026"


class Office(School):
    """The school of the other tests, with an address to write from. Its people follow one course with one exam."""

    def open(self, people: int = 3, **mail: Any) -> Office:
        self.build(people)
        # Nobody has sat the exam yet.
        self.results([])
        self.edition({})
        site = self.read("content/site.yml")
        site["mail"] = {
            "sender": "diplomes@ecole.example",
            "name": "École, des diplômes",
            "reply_to": "questions@ecole.example",
            "bounces": "retours@ecole.example",
            "since": dt.date(2026, 1, 1),
            **mail,
        }
        self.write("content/site.yml", "site", site)
        (self.root / "site_templates").symlink_to(ROOT / "site_templates")
        return self

    def settle_templates(self) -> None:
        """Templates of its own, for changes (and for git, which keeps no link out of the tree)."""
        link = self.root / "site_templates"
        if link.is_symlink():
            link.unlink()
            (link / "mail").mkdir(parents=True)
            for path in (ROOT / "site_templates" / "mail").iterdir():
                shutil.copy(path, link / "mail" / path.name)

    def own_templates(self) -> None:
        """A whole folder of templates inside the site, which the typesetter insists on; of the fonts a link will do."""
        place = self.root / "site_templates"
        place.unlink()
        shutil.copytree(ROOT / "site_templates", place, ignore=shutil.ignore_patterns("fonts"))
        (place / "documents" / "fonts").symlink_to(ROOT / "site_templates" / "documents" / "fonts")

    def mail(self, **changes: Any) -> None:
        site = self.read("content/site.yml")
        site["mail"].update(changes)
        self.write("content/site.yml", "site", site)

    def person(self, place: int = 0, **changes: Any) -> None:
        name = f"candidates/register/{ident(place)}.yml"
        self.write(name, "candidate", {**self.read(name), **changes})

    def lines(self) -> list[str]:
        """Every line of the mail ledger."""
        return [
            line
            for path in sorted((self.root / "candidates" / "mail").rglob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]


# --- Servers


@dataclass
class Certificate:
    """A certificate for 127.0.0.1 and localhost that no authority has signed."""

    pem: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem, self.key)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.pem))


def make_certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Certificate(folder / "cert.pem", folder / "key.pem")
    found.pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return found


@dataclass
class Received:
    """One message that the server took."""

    sender: str
    recipients: list[str]
    data: bytes
    options: list[str]

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


Answer = Callable[[int], str | None]


@dataclass
class Post:
    """What a server does. An answer of None breaks the connection off; `count` is that of the messages, from 1."""

    rcpt: Callable[[str], str | None] = lambda address: "250 2.1.5 Ok"
    data: Answer = lambda count: "250 2.0.0 Ok"
    mail: Answer = lambda count: "250 2.1.0 Ok"
    received: list[Received] = field(default_factory=list)
    seen: int = 0
    connections: int = 0
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.seen += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._say(server, self.mail(self.seen))

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._say(server, self.rcpt(address))
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self._say(server, self.data(self.seen))
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.received.append(
                Received(
                    envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content, envelope.mail_options
                )
            )
        return answer

    def _say(self, server: SMTP, answer: str | None) -> str:
        if answer is None:
            server.transport.abort()
            return "421 4.3.0 Gone"
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    post: Post,
    *,
    starttls: Certificate | None = None,
    implicit: Certificate | None = None,
    login: tuple[str, str] | None = None,
    utf8: bool = True,
) -> Iterator[Post]:
    """The server on a port of this machine."""

    def authenticate(*given: Any) -> AuthResult:
        data = given[-1]
        return AuthResult(success=login == (data.login.decode(), data.password.decode()), handled=False)

    post.port = free_port()
    more: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if login is not None:
        more |= {"authenticator": authenticate, "auth_required": True}
    if starttls is not None:
        more |= {"tls_context": starttls.server(), "require_starttls": True}
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        ssl_context=implicit.server() if implicit is not None else None,
        **more,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
