"""The form in a real browser: under its own policy, without any other host, it edits a record that stays a record."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from generator.cli import main
from generator.records.course import Course
from generator.records.yaml import load

PACKAGES = Path(__file__).parent / "node_modules"
COURSE = "content/courses/digital-first-aid.yml"
# The test backend keeps its files in the browser's own file system.
PUT = """async files => {
  let root = await navigator.storage.getDirectory();
  root = await root.getDirectoryHandle("sveltia-cms-test", {create: true});
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/");
    let folder = root;
    for (const step of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(step, {create: true});
    const writer = await (await folder.getFileHandle(parts.at(-1), {create: true})).createWritable();
    await writer.write(text);
    await writer.close();
  }
}"""
GET = """async path => {
  let folder = await navigator.storage.getDirectory();
  const parts = ("sveltia-cms-test/" + path).split("/");
  for (const step of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(step);
  const file = await (await folder.getFileHandle(parts.at(-1))).getFile();
  // A file that is written while it is read is not readable: as good as not there yet.
  return file.text().catch(() => "");
}"""


@pytest.fixture(scope="module")
def form(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("form") / "page"
    done = CliRunner().invoke(
        main, ["-C", str(root), "form", str(place), "--backend", "test-repo", "--packages", str(PACKAGES)]
    )
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture
def address(form: Path) -> Iterator[str]:
    """The form on a host that sends the headers that were written with it."""
    lines = (form / "_headers").read_text(encoding="utf-8").splitlines()[1:]
    headers = [line.strip().split(": ", 1) for line in lines]

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers:
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(form)))
    threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_address[1]}/"
    host.shutdown()
    host.server_close()


def test_a_course_is_edited_without_yaml_and_stays_the_same_record_but_for_that(
    browser: Browser, address: str, root: Path, tmp_path: Path
) -> None:
    before = (root / COURSE).read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    said: list[str] = []
    left: list[str] = []
    page.on("console", lambda one: said.append(f"{one.text} {one.location}") if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda one: None if one.url.startswith((address, "data:", "blob:")) else left.append(one.url),
    )
    page.goto(address)
    enter = page.get_by_role("button", name="Work with Test Repository")
    expect(enter).to_be_visible(timeout=30_000)
    page.evaluate(PUT, {COURSE: before})
    enter.click()
    expect(page.get_by_text("Pages en français").first).to_be_visible(timeout=30_000)
    page.goto(f"{address}#/collections/courses/entries/digital-first-aid")
    title = page.get_by_role("textbox").first
    expect(title).to_have_value("Premiers secours numériques", timeout=30_000)
    title.fill("Premiers gestes")
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_function(
        f"async path => (await ({GET})(path)).includes('Premiers gestes')", arg=COURSE, timeout=30_000
    )
    after = page.evaluate(GET, COURSE)
    context.close()

    old, new = (Course.model_validate(load(text.encode(), COURSE).data) for text in (before, after))
    assert new.title.fr == "Premiers gestes"
    assert new.model_copy(update={"title": old.title}) == old
    assert left == []
    # The one thing that it wants of others is whether there is a newer version, which the policy forbids.
    assert [one for one in said if "unpkg.com/@sveltia/cms/package.json" not in one] == []
