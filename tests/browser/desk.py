"""A small site around the real verify page: one issuer, diplomas in their states, and files as people have them."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from pathlib import Path
from typing import Any

from generator.records.base import Text
from generator.records.site import Site, Theme
from generator.site.offline import offline_page
from generator.site.verify_page import verify_page
from generator.trust import code
from generator.trust.logleaf import IssueLeaf, commitment
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import MerkleTree, leaf_hash
from tests.browser.harness import ROOT
from tests.browser.material import AWARD, CODE, DID_DOCUMENT, HOST, KEY, credential, signed, status_list
from tests.logs import KEY as LOG_KEY
from tests.logs import leaves
from tests.logs import signed as signed_checkpoint

SITE = Site(
    host=HOST,
    name=Text(fr="Parchemin", en="Parchemin"),
    tagline=Text(fr="Des diplômes que chacun peut vérifier", en="Diplomas that anyone can verify"),
    demonstration=True,
    publisher="Parchemin",
    themes=(Theme(id="one", name=Text(fr="Un", en="One")),),
)

TEMPLATES = ROOT / "site_templates"
RECORD = signed(credential())
LIST_PATH = "/status/revocation-1.json"
DID_PATH = "/.well-known/did.json"

REVOKED, WITHDRAWN, UNKNOWN, EXPIRED = (code.make(bytes([number]) * 20) for number in (3, 5, 7, 11))
REVOKED_INDEX = 77


def templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def assets() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (TEMPLATES / "assets").iterdir() if path.is_file()}


def page_of(number: str, state: str) -> str:
    """As much of a diploma's page as the verify page reads."""
    head = f'<!doctype html><title>{number}</title><link rel="icon" href="data:,">'
    return f'{head}<main id="main" data-state="{state}" data-code="{number}"></main>'


def record(number: str, **changes: Any) -> str:
    """The signed diploma of another code."""
    return signed(credential(dataclasses.replace(AWARD, code=number, **changes)))


def files() -> dict[str, bytes]:
    """Every file of the site, by address."""
    texts = {
        f"/d/{CODE}.json": RECORD,
        f"/d/{CODE}.html": page_of(CODE, "valid"),
        f"/d/{REVOKED}.json": record(REVOKED, status_index=REVOKED_INDEX, holder_name="=HYPERLINK(1)"),
        f"/d/{REVOKED}.html": page_of(REVOKED, "superseded"),
        f"/d/{EXPIRED}.json": record(EXPIRED, valid_until=AWARD.awarded.replace(month=8)),
        f"/d/{EXPIRED}.html": page_of(EXPIRED, "expired"),
        f"/d/{WITHDRAWN}.html": page_of(WITHDRAWN, "withdrawn"),
        DID_PATH: DID_DOCUMENT,
        LIST_PATH: status_list(revoked=(REVOKED_INDEX,)),
        "/404.html": "<!doctype html><title>404</title>",
    }
    found = {address: text.encode() for address, text in texts.items()}
    found |= {f"/assets/{name}": data for name, data in assets().items()}
    found["/verify/index.html"] = verify_page(SITE, templates())
    found["/verify/verify.html"] = offline_page(SITE, templates(), assets())
    return found


def write_site(folder: Path) -> Path:
    for address, data in files().items():
        path = folder / address.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


# --- The transparency log


@dataclasses.dataclass(frozen=True)
class Logged:
    """A log that holds the diploma, and its files on the site."""

    proof: str
    vkey: str
    policy: str
    checkpoint: str

    def files(self) -> dict[str, bytes]:
        page = page_of(CODE, "valid") + f'<script type="text/plain" id="log-proof">{self.proof}</script>'
        texts = {
            f"/d/{CODE}.html": page,
            "/log/vkey": f"{self.vkey}\n",
            "/log/policy": self.policy,
            "/log/checkpoint": self.checkpoint,
            f"/log/checkpoints/{_LEAVES}": self.checkpoint,
        }
        return {path: text.encode() for path, text in texts.items()}


_LEAVES, _PLACE = 9, 5


def logged(text: str = RECORD) -> Logged:
    """A log of nine leaves; the sixth is that of the diploma whose text is given."""
    salt = bytes(range(32))
    entries = leaves(_LEAVES)
    entries[_PLACE] = IssueLeaf(commitment(salt, text.encode()), KEY.public).to_bytes()
    tree = MerkleTree.of(leaf_hash(entry) for entry in entries)
    note = signed_checkpoint(tree, _LEAVES).note
    proof = InclusionProof(_PLACE, tree.inclusion(_PLACE), note, salt)
    return Logged(str(proof), str(LOG_KEY), str(Policy(logs=(LogEntry(LOG_KEY),))), str(note))


def logged_checkpoint(size: int) -> str:
    """A signed checkpoint of a smaller log."""
    return str(signed_checkpoint(MerkleTree.of(leaf_hash(entry) for entry in leaves(_LEAVES)), size).note)


# --- Files as people have them


def svg(text: str = RECORD, *, before: str = "", copies: int = 1) -> bytes:
    """A baked badge with a script in it, which nobody must run."""
    element = (
        '<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        f"<![CDATA[{text.replace(']]>', ']]' + chr(92) + 'u003e')}]]></openbadges:credential>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'owned\'">{before}{element * copies}'
        "<script>document.title='owned'</script></svg>"
    ).encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*texts: bytes, compressed: bool = False) -> bytes:
    """A picture of one pixel, with a credential in an iTXt chunk for each text."""
    baked = [
        chunk(
            b"iTXt",
            b"openbadgecredential\0"
            + (b"\1\0" if compressed else b"\0\0")
            + b"\0\0"
            + (zlib.compress(text) if compressed else text),
        )
        for text in texts
    ]
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            *baked,
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
        ]
    )


def html_page(text: str = RECORD) -> bytes:
    embedded = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return (
        "<!DOCTYPE html><html lang=fr><title>x</title><script>document.title='owned'</script>"
        f'<script type="application/json" id="credential">{embedded}</script></html>'
    ).encode()


def pdf(attached: bytes = RECORD.encode(), *, flate: bool = True, indirect: bool = False) -> bytes:
    """A document with a file attached, as ISO 32000-1 §7.11.4 has it."""
    data = zlib.compress(attached) if flate else attached
    filter_ = b"/Filter /FlateDecode " if flate else b""
    length = b"9 0 R" if indirect else b"%d" % len(data)
    return b"".join(
        [
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles << /Names "
            b"[(diploma.json) 2 0 R] >> >> >>\nendobj\n",
            b"2 0 obj\n<< /Type /Filespec /F (diploma.json) /EF << /F 3 0 R >> >>\nendobj\n",
            b"3 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson " + filter_ + b"/Length " + length,
            b" /Params << /Size %d >> >>\nstream\n" % len(attached) + data + b"\nendstream\nendobj\n",
            b"9 0 obj\n%d\nendobj\n" % len(data),
            b"trailer\n<< /Root 1 0 R >>\n%%EOF\n",
        ]
    )


def gzip_bomb_list() -> str:
    """A signed status list whose bits unpack to 200 MB."""
    import base64
    import gzip

    packed = gzip.compress(bytes(200_000_000), mtime=0)
    return status_list(encodedList="u" + base64.urlsafe_b64encode(packed).decode().rstrip("="))


def as_file(name: str, data: bytes | str, kind: str = "application/octet-stream") -> dict[str, Any]:
    """A file as Playwright gives it to a file chooser."""
    return {"name": name, "mimeType": kind, "buffer": data.encode() if isinstance(data, str) else data}


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)
