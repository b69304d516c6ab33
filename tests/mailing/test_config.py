"""Where the mail server is: variables and a file outside the tree, never in it, never in clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.adapters.smtpconfig import MailConfigError, smtp_settings

GOOD = '[smtp]\nhost = "smtp.ecole.example"\nuser = "diplomes"\npassword = "secret words"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "home" / "parchemin").mkdir(parents=True)
    return tmp_path


def settings(home: Path, text: str | None = None, mode: int = 0o600, **variables: str):  # type: ignore[no-untyped-def]
    if text is not None:
        path = home / "home" / "parchemin" / "smtp.toml"
        path.write_text(text)
        path.chmod(mode)
    return smtp_settings(home / "site", {"XDG_CONFIG_HOME": str(home / "home"), **variables})


def refusal(home: Path, text: str | None = None, mode: int = 0o600, **variables: str) -> str:
    with pytest.raises(MailConfigError) as caught:
        settings(home, text, mode, **variables)
    (problem,) = caught.value.diagnostics
    assert problem.code == "M512"
    assert "secret words" not in f"{problem} {problem.hint} {caught.value}"
    return problem.message


def test_a_file_outside_the_tree_says_everything(home: Path) -> None:
    found = settings(home, GOOD)
    assert (found.host, found.port, found.tls, found.user) == (
        "smtp.ecole.example",
        587,
        "starttls",
        "diplomes",
    )
    assert "secret words" not in repr(found)


def test_a_variable_goes_before_the_file(home: Path) -> None:
    found = settings(home, GOOD, PARCHEMIN_SMTP_TLS="implicit", PARCHEMIN_SMTP_PASSWORD="other")  # noqa: S106
    assert (found.port, found.tls, found.password) == (465, "implicit", "other")


def test_plain_text_is_for_this_machine_alone(home: Path) -> None:
    for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1"):
        assert settings(home, PARCHEMIN_SMTP_HOST=host, PARCHEMIN_SMTP_TLS="none").local
    for host in ("smtp.ecole.example", "10.0.0.1", "localhost.ecole.example", "127.0.0.1.ecole.example"):
        assert "in clear" in refusal(home, PARCHEMIN_SMTP_HOST=host, PARCHEMIN_SMTP_TLS="none")


@pytest.mark.parametrize(
    ("text", "mode", "variables", "why"),
    [
        (None, 0o600, {}, "which server"),
        (GOOD, 0o644, {}, "others can read it"),
        (GOOD, 0o640, {}, "others can read it"),
        ("host = 1", 0o600, {}, "something else"),
        ("[smtp]\nhost = 'x'\nsecret = 'y'", 0o600, {}, "something else"),
        ("[smtp", 0o600, {}, "not TOML"),
        ("[smtp]\nhost = 'a b'", 0o600, {}, "which server"),
        ("[smtp]\nhost = 'x'\nport = 70000", 0o600, {}, "port"),
        ("[smtp]\nhost = 'x'\nport = true", 0o600, {}, "port"),
        ("[smtp]\nhost = 'x'\ntls = 'perhaps'", 0o600, {}, "tls"),
        ("[smtp]\nhost = 'x'\nuser = 'u'", 0o600, {}, "without password"),
        ("[smtp]\nhost = 'x'\nuser = 'u'\npassword = \"a\\nb\"", 0o600, {}, "on one line"),
        (None, 0o600, {"PARCHEMIN_SMTP_CONFIG": "/nowhere/smtp.toml"}, "no such file"),
    ],
)
def test_settings_that_are_missing_or_unsafe_are_refused_by_name(
    home: Path, text: str | None, mode: int, variables: dict[str, str], why: str
) -> None:
    assert why in refusal(home, text, mode, **variables)


def test_a_file_in_the_tree_is_refused(home: Path) -> None:
    inside = home / "site" / "smtp.toml"
    inside.write_text(GOOD)
    inside.chmod(0o600)
    assert "in the site's tree" in refusal(home, PARCHEMIN_SMTP_CONFIG=str(inside))
    (home / "link.toml").symlink_to(inside)
    assert "in the site's tree" in refusal(home, PARCHEMIN_SMTP_CONFIG=str(home / "link.toml"))
