"""What a static host should send with the files: `_headers` (Netlify, Cloudflare Pages and others read it), `.htaccess`
(Apache reads it), robots.txt, security.txt.

The policy lets a page use its own site and nothing else: no inline script or style, no other host. Signed
documents may be read from any origin, so that other people's verifiers can fetch them in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

__all__ = [
    "APACHE",
    "POLICY",
    "SECURITY",
    "apache_file",
    "connection",
    "headers_file",
    "headers_for",
    "policy",
]
__all__ += ["robots_file", "security_file"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
APACHE: Final = ".htaccess"
SECURITY: Final = ".well-known/security.txt"
_CURRENT: Final = timedelta(days=180)
_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OPEN: Final = {"Access-Control-Allow-Origin": "*"}
_TEXT: Final = {"Content-Type": "text/plain; charset=utf-8"}
_CALENDAR: Final = {"Content-Type": "text/calendar; charset=utf-8", **_OPEN}
_ATOM: Final = {"Content-Type": "application/atom+xml; charset=utf-8", **_OPEN}
_TILE: Final = {"Content-Type": "application/octet-stream"}
# The offline verifier is inline as a whole, which the policy refuses: it is saved, and opened from a disk.
_TO_KEEP: Final = {"Content-Disposition": 'attachment; filename="verify.html"'}
_DATA: Final = ("/catalogue.csv", "/catalogue.json", "/catalogue.schema.json", "/sessions.csv")
_DIPLOMA: Final = {"X-Robots-Tag": "noindex", **_OPEN}


def policy(connect: str | None = None) -> str:
    """The site's policy. `connect` is the origin to which registration pages may send, where a school has one.

    It stands in the header of every page, since hosts join the headers of overlapping patterns and browsers hold a page
    to both; the policy inside each page lets none but those pages use it.
    """
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {connect}") if connect else POLICY


def connection(headers: str) -> str | None:
    """The origin that the text of a `_headers` file allows besides the site's own; None where it allows none."""
    match = re.search(r"connect-src 'self' (https://[a-z0-9.:-]+);", headers)
    return match[1] if match else None


def headers_for(path: str, issuers: Iterable[str] = (), connect: str | None = None) -> dict[str, str]:
    """The headers due with ``/path``, those of `headers_file` taken together."""
    found = _everywhere(connect)
    for pattern, headers in _rules(issuers):
        if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
            found |= headers
    return found


def headers_file(issuers: Iterable[str], connect: str | None = None) -> str:
    """The text of `_headers`; `issuers` are the slugs that have a did.json of their own, `connect` as for `policy`."""
    blocks = ["# Written by Parchemin with the rest of the site.", _block("/*", _everywhere(connect))]
    blocks += [_block(pattern, headers) for pattern, headers in _rules(issuers)]
    return "\n".join(blocks) + "\n"


def robots_file(base_url: str) -> str:
    """robots.txt. Diplomas are not disallowed: a robot has to read a page to learn that it is ``noindex``."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"


def security_file(base_url: str, contact: str, day: date) -> str:
    """security.txt (RFC 9116): where weaknesses are reported. It ends half a year after the day of the build, so that a
    site which nobody builds any more names nobody."""
    expires = f"{day + _CURRENT}T00:00:00Z"
    return (
        f"Contact: mailto:{contact}\nExpires: {expires}\nPreferred-Languages: fr, en\n"
        f"Canonical: {base_url}{SECURITY}\n"
    )


def apache_file(issuers: Iterable[str], connect: str | None = None) -> str:
    """The text of ``.htaccess``: what `headers_file` says, in the language of Apache 2.4 (mod_headers, mod_mime,
    AllowOverride FileInfo AuthConfig)."""
    lines = ["# Written by Parchemin with the rest of the site.", "ErrorDocument 404 /404.html"]
    lines += [
        "AddDefaultCharset utf-8",
        "AddCharset utf-8 .css .js .csv",
        "AddType text/javascript .js",
        "AddType application/json .json",
    ]
    lines += [_always(name, value) for name, value in _everywhere(connect).items()]
    for pattern, headers in _rules(issuers):
        kind = headers.get("Content-Type")
        lines.append(f'<If "%{{REQUEST_URI}} =~ m#^{_expression(pattern)}#">')
        lines += [f"  {_always(name, value)}" for name, value in headers.items() if name != "Content-Type"]
        lines += [f'  ForceType "{kind}"'] if kind else []
        lines.append("</If>")
    lines += [r'<FilesMatch "^(_headers|\.htaccess)$">', "  Require all denied", "</FilesMatch>"]
    return "\n".join(lines) + "\n"


def _always(name: str, value: str) -> str:
    quoted = value.replace('"', '\\"')
    return f'Header always set {name} "{quoted}"'


def _expression(pattern: str) -> str:
    """A pattern as a regular expression: what stands before the asterisk, or the whole path."""
    prefix = pattern.removesuffix("*")
    return re.escape(prefix) + ("" if prefix != pattern else "$")


def _everywhere(connect: str | None) -> dict[str, str]:
    return {"Content-Security-Policy": policy(connect), **_FIXED}


def _rules(issuers: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    documents = ["/.well-known/*", "/status/*", "/log/*", "/witness/*"]
    documents += [f"/{slug}/*" for slug in sorted(issuers)]
    # c2sp.org/tlog-tiles asks for these types. Hosts join the values of patterns that overlap: none may.
    texts = ["/log/checkpoint", "/log/checkpoints/*", "/log/policy", "/log/vkey", "/witness/*"]
    kinds = [*((pattern, _TEXT) for pattern in texts), ("/log/tile/*", _TILE)]
    return [
        ("/d/*", _DIPLOMA),
        ("/verify/verify.html", _TO_KEEP),
        ("/calendar/*", _CALENDAR),
        ("/feeds/*", _ATOM),
        *((path, _OPEN) for path in _DATA),
        *((pattern, _OPEN) for pattern in documents),
        *kinds,
    ]


def _block(pattern: str, headers: dict[str, str]) -> str:
    return "\n".join([pattern, *(f"  {name}: {value}" for name, value in headers.items())])
