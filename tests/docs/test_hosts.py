"""What docs/operators.md has people write for nginx and Apache makes those servers send what `_headers` says."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.site.hosting import apache_file, headers_for
from tests.conftest import ROOT

FILES = (
    "index.html",
    "404.html",
    "fr/index.html",
    "assets/site.css",
    "assets/site.js",
    "d/9CKP-78K3-7W2K-3VP3-5PP3.html",
    "d/9CKP-78K3-7W2K-3VP3-5PP3.json",
    "d/badge.svg",
    "status/revocation-1.json",
    ".well-known/did.json",
    "school/did.json",
    "school/status/revocation-1.json",
    "verify/index.html",
    "verify/verify.html",
    "catalogue.json",
    "catalogue.csv",
    "sessions.csv",
    "calendar/fr/all.ics",
    "feeds/fr/sessions.atom",
    "log/checkpoint",
    "log/checkpoints/5",
    "log/policy",
    "log/vkey",
    "log/tile/0/000",
    "log/compromised.json",
    "witness/0a/checkpoint",
)
WATCHED = {
    "access-control-allow-origin",
    "content-disposition",
    "content-security-policy",
    "cross-origin-opener-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-robots-tag",
}


def block(language: str) -> str:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for _ in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                break
            time.sleep(0.05)
        assert process.poll() is None, process.communicate()[0]
        yield
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def place() -> Iterator[Path]:
    # Not pytest's own folder: the worker of a server that root starts is somebody else, who may not look there.
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder)
        found.chmod(0o755)
        for name in (*FILES, "_headers"):
            (found / "site" / name).parent.mkdir(parents=True, exist_ok=True)
            (found / "site" / name).write_text("é\n", encoding="utf-8")
        yield found


def nginx(place: Path, port: int) -> list[str]:
    server = block("nginx").replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    server = server.replace("root /srv/parchemin/site", f"root {place}/site")
    (place / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off;\n{server}\n}}\n",
        encoding="utf-8",
    )
    return ["nginx", "-p", str(place), "-c", str(place / "nginx.conf")]


def apache(place: Path, port: int) -> list[str]:
    leave = block("apache").replace("/srv/parchemin/site", f"{place}/site")
    (place / "site" / ".htaccess").write_text(apache_file(["school"]), encoding="utf-8")
    modules = "".join(
        f"LoadModule {one}_module /usr/lib/apache2/modules/mod_{one}.so\n"
        for one in ("mpm_event", "authz_core", "dir", "mime", "headers")
    )
    (place / "apache.conf").write_text(
        f"ServerRoot {place}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {place}/pid\n"
        f"ErrorLog {place}/error.log\n{modules}TypesConfig /etc/mime.types\nDirectoryIndex index.html\n"
        f"DocumentRoot {place}/site\n{leave}",
        encoding="utf-8",
    )
    return ["apache2", "-X", "-f", str(place / "apache.conf")]


@pytest.mark.parametrize("server", [nginx, apache], ids=["nginx", "apache"])
def test_a_server_sends_what_the_site_asks_for(server, place: Path) -> None:  # type: ignore[no-untyped-def]
    port = free_port()
    command = server(place, port)
    assert shutil.which(command[0]), f"{command[0]} is not installed: make test installs it where it may"
    tested = subprocess.run(
        [*[one for one in command if one != "-X"], "-t"], capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stderr
    wrong: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    with running(command, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for name in FILES:
            connection.request("GET", f"/{name}")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, name
            due = {key.lower(): value for key, value in headers_for(f"/{name}", ["school"]).items()}
            sent = {key.lower(): value for key, value in answer.getheaders()}
            if differing := {
                key: (due.get(key), sent.get(key)) for key in WATCHED if due.get(key) != sent.get(key)
            }:
                wrong[name] = differing
            kind = due.get("content-type")
            if kind is not None and sent["content-type"].lower() != kind:
                wrong.setdefault(name, {})["content-type"] = (kind, sent["content-type"])
            if name.endswith((".html", ".css")):
                assert "charset=utf-8" in sent["content-type"].lower(), (name, sent["content-type"])
        for name, status in (("_headers", (403, 404)), ("d/9CKP-0000-0000-0000-0000.html", (404,))):
            connection.request("GET", f"/{name}")
            answer = connection.getresponse()
            answer.read()
            assert answer.status in status
            assert (
                answer.getheader("Content-Security-Policy")
                == headers_for("/404.html")["Content-Security-Policy"]
            )
    assert wrong == {}
