"""Where the mail server is, and the password: environment variables, or a file outside the site's tree.

::

    [smtp]
    host = "smtp.school.example"
    port = 587               # 587 for starttls, 465 for implicit, unless said
    tls = "starttls"         # or "implicit"; "none" for a server on this machine alone
    user = "diplomes"
    password = "…"

``PARCHEMIN_SMTP_CONFIG`` names the file, otherwise it is ``~/.config/parchemin/smtp.toml``; a variable goes before what
the file says. A file with a password that others can read is refused, and so is one inside the tree.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from generator.adapters.smtp import SmtpSettings
from generator.errors import Diagnostic, ParcheminError

__all__ = ["MailConfigError", "smtp_settings"]

_VARIABLES: Final = {
    "host": "PARCHEMIN_SMTP_HOST",
    "port": "PARCHEMIN_SMTP_PORT",
    "tls": "PARCHEMIN_SMTP_TLS",
    "user": "PARCHEMIN_SMTP_USER",
    "password": "PARCHEMIN_SMTP_PASSWORD",
}
_CONFIG: Final = "PARCHEMIN_SMTP_CONFIG"
_PORTS: Final = {"starttls": 587, "implicit": 465, "none": 25}
_MAX_BYTES: Final = 65_536


class MailConfigError(ParcheminError):
    """The settings of the mail server are missing, contradict themselves, or are not safe."""

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        # Where a file is at fault it is named; the sentence says the rest.
        where = [Diagnostic(path, 0, 0, "M512", message, hint)] if path else []
        super().__init__(
            "mail cannot be handed to a server" if where else message, where, hint="" if where else hint
        )


def smtp_settings(root: Path, environment: Mapping[str, str]) -> SmtpSettings:
    """The server for the site at `root`. Raises `MailConfigError`."""
    path, values = _file(root, environment)
    for name, variable in _VARIABLES.items():
        if environment.get(variable):
            values[name] = environment[variable]
    where = path.name if path is not None else "the environment"
    host, tls = values.get("host"), values.get("tls", "starttls")
    if not isinstance(host, str) or not host or not host.isascii() or not host.isprintable() or " " in host:
        raise MailConfigError(
            "it is not said which server takes the mail",
            path=where,
            hint=f"Set {_VARIABLES['host']}, or write it into the file that {_CONFIG} names.",
        )
    if tls not in _PORTS:
        raise MailConfigError(
            f"tls is {str(tls)[:20]!r}", path=where, hint="starttls, implicit or none are known."
        )
    port = _port(values.get("port", _PORTS[tls]), where)
    user, password = _text(values, "user", where), _text(values, "password", where)
    if (user is None) != (password is None):
        raise MailConfigError(
            "there is a user without password, or the reverse", path=where, hint="Give both."
        )
    settings = SmtpSettings(host, port, tls, user, password)
    if tls == "none" and not settings.local:
        raise MailConfigError(
            f"mail to {host} would leave in clear",
            path=where,
            hint="Without encryption only a server on this machine is spoken to. Use starttls or implicit.",
        )
    return settings


def _file(root: Path, environment: Mapping[str, str]) -> tuple[Path | None, dict[str, Any]]:
    given = environment.get(_CONFIG)
    home = environment.get("XDG_CONFIG_HOME") or str(
        Path(environment.get("HOME") or "~").expanduser() / ".config"
    )
    path = Path(given) if given else Path(home) / "parchemin" / "smtp.toml"
    if not path.is_file():
        if given:
            raise MailConfigError("there is no such file", path=path.name, hint=f"{_CONFIG} names it.")
        return None, {}
    if path.resolve().is_relative_to(root.resolve()):
        raise MailConfigError(
            "it lies in the site's tree, where everyone gets it",
            path=path.name,
            hint="Move it out of the tree.",
        )
    mode = path.stat().st_mode
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    try:
        table = tomllib.loads(data[:_MAX_BYTES].decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise MailConfigError("it is not TOML", path=path.name) from None
    values = table.get("smtp")
    unknown = (set(values) - set(_VARIABLES) if isinstance(values, dict) else set()) | set(table) - {"smtp"}
    if not isinstance(values, dict) or unknown:
        raise MailConfigError(
            f"it holds something else than a table [smtp] of {', '.join(_VARIABLES)}", path=path.name
        )
    if "password" in values and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MailConfigError(
            "it holds a password, and others can read it", path=path.name, hint=f"chmod 600 {path.name}"
        )
    return path, dict(values)


def _port(value: object, where: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise MailConfigError("the port is not a number from 1 to 65535", path=where)
    return int(text)


def _text(values: Mapping[str, Any], name: str, where: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or any(ord(one) < 32 for one in value):
        raise MailConfigError(f"{name} is not text on one line", path=where)
    return value
