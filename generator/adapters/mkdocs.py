"""MkDocs, and nothing of it anywhere else: running it over a staged directory, and the base of our plugin.

`render` builds a staged directory into another one, as strictly as ``mkdocs build --strict``. `StagingPlugin`
is what lets plain ``mkdocs build`` and ``mkdocs serve`` work: before each build it has the pages staged and
points MkDocs at them. Nothing of a theme but its templates is published: whatever a page needs is staged.
"""

from __future__ import annotations

import abc
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from generator.adapters.look import layers
from generator.errors import BuildError, ParcheminError
from generator.site.page import HTML

__all__ = ["CONFIGURATION", "Settings", "StagingPlugin", "render"]

CONFIGURATION: Final = "mkdocs.yml"
# A date in it would differ from one build to the next, and hosts compress on their own.
_UNWANTED: Final = ("sitemap.xml.gz",)
_ID: Final = re.compile(r'<[^<>]*\sid="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Settings:
    """What the records say to MkDocs: the address of the site, and what its templates find in `config.extra`."""

    site_url: str
    site_name: str
    extra: Mapping[str, object]


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin takes no options: what it needs to know is in the records."""


class StagingPlugin(BasePlugin[_NoOptions]):  # type: ignore[no-untyped-call]
    """Stages before each build; `finish` adds what MkDocs does not write. Subclassed where both are known."""

    def __init__(self) -> None:
        super().__init__()
        self.driven: tuple[Path, Settings] | None = None
        """The staged directory and settings, when `render` drives MkDocs: then there is nothing to stage."""

        self._serving = False
        self._bodies: dict[str, str] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note what MkDocs was started for."""
        self._serving = command == "serve"

    @abc.abstractmethod
    def prepare(self, root: Path) -> tuple[Path, Settings]:
        """Stage the site at `root`; return the staged directory and the settings."""

    @abc.abstractmethod
    def finish(self, root: Path, site_dir: Path) -> None:
        """Write into `site_dir` what is not rendered by MkDocs."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Point MkDocs at the staged pages."""
        with _refusing():
            directory, settings = self.driven or self.prepare(_root(config))
        config.docs_dir = str(directory)
        # The site's own pages, then those that Parchemin comes with, then the theme's.
        frame = [str(place) for place in layers(_root(config), "pages")]
        config.theme.dirs = [*frame, *(place for place in config.theme.dirs if place not in frame)]
        config.site_url = settings.site_url
        config.site_name = settings.site_name
        config.extra.update(settings.extra)
        # `mkdocs serve` adds a script of its own to each page, which reloads it; nothing of that is published.
        config.extra["live_reload"] = self._serving
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave out the scripts, styles and images of the theme: whatever pages use is among the staged files."""
        for file in tuple(files):
            if file.src_dir is not None and Path(file.src_dir) != Path(config.docs_dir):
                files.remove(file)
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Keep a body that is HTML already away from Markdown, which would read every tag of it, twice, and change
        nothing: most of what such a page costs."""
        if not page.meta.get(HTML):
            return markdown
        self._bodies[page.file.src_uri] = markdown.strip("\n")
        return ""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give that body back, and say which places in it pages written by hand may link to."""
        body = self._bodies.pop(page.file.src_uri, None)
        if body is None:
            return html
        page.present_anchor_ids = {unescape(found[1]) for found in _ID.finditer(body)}
        return body

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Complete what plain MkDocs has built."""
        for name in _UNWANTED:
            Path(config.site_dir, name).unlink(missing_ok=True)
        if self.driven is None:
            with _refusing():
                self.finish(_root(config), Path(config.site_dir))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch what people edit, not what is staged from it."""
        server.unwatch(config.docs_dir)
        for path in (_root(config) / "content", _root(config) / "candidates", *layers(_root(config))):
            if path.is_dir():
                server.watch(str(path))
        return server


def render(root: Path, staged: Path, output: Path, settings: Settings) -> None:
    """Render the staged pages into `output`, an empty directory, with the configuration of the site at `root`.

    Raises `BuildError` when MkDocs warns of anything (a broken link, say) or fails, with all that it said.
    """
    configuration = root / CONFIGURATION
    if not configuration.is_file():
        raise BuildError(
            f"{configuration} is missing", hint="Every site has one; docs/operators.md shows it."
        )
    with _listening() as said:
        try:
            # MkDocs wants docs_dir to exist before a plugin speaks, and a site may have no hand-written page.
            config = load_config(str(configuration), docs_dir=str(staged), site_dir=str(output), strict=True)
            plugin = next((one for one in config.plugins.values() if isinstance(one, StagingPlugin)), None)
            if plugin is None:
                raise BuildError(
                    f"{CONFIGURATION} does not name our plugin", hint="Add under plugins: - parchemin"
                )
            plugin.driven = (staged, settings)
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
        except MkDocsException as error:
            reasons = "\n".join(f"  {line}" for line in said) or f"  {error}"
            raise BuildError(f"MkDocs refused the pages:\n{reasons}") from None


@contextmanager
def _refusing() -> Iterator[None]:
    """Hand a refusal of ours to MkDocs, which prints it without a traceback."""
    try:
        yield
    except ParcheminError as error:
        lines = [str(error)]
        for problem in error.diagnostics:
            lines.append(f"  {problem}")
            if problem.hint:
                lines.append(f"    hint: {problem.hint}")
        if error.hint:
            lines.append(f"hint: {error.hint}")
        raise PluginError("\n".join(lines)) from None


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect MkDocs' warnings instead of printing them."""
    logger = logging.getLogger("mkdocs")
    collector = _Collector()
    propagate = logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield collector.said
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


def _root(config: MkDocsConfig) -> Path:
    if not config.config_file_path:
        raise BuildError("MkDocs was given no configuration file, so the site cannot be found")
    return Path(config.config_file_path).parent
