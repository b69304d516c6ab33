"""A form for those who will not write YAML: one page with a git CMS, whose fields are those of our models.

The CMS is Sveltia CMS, one script that is served unchanged. It knows courses (their sessions among them) and pages,
and nothing of ``candidates/``: no personal record passes through a browser. The page stands on an origin of its own,
so that its looser policy is nobody else's: the script may speak to the git host that the school names, and to no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.records.kinds import KINDS, PAGES
from generator.records.schema import schema_of
from generator.records.tree import Tree
from generator.site.form_words import FIELDS

__all__ = ["BACKENDS", "Backend", "configuration", "form_files", "policy"]

BACKENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "github": ("https://api.github.com", "https://github.com", "https://*.githubusercontent.com"),
    "gitlab": ("https://gitlab.com",),
    "gitea": (),
    "test-repo": (),
}
"""The git hosts that the CMS speaks to, and their origins where a school does not run its own."""
_IMAGES: Final[Mapping[str, tuple[str, ...]]] = {"github": ("https://*.githubusercontent.com",)}
_SLUG: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"


@dataclass(frozen=True, slots=True)
class Backend:
    """Where the records are: the kind of git host, ``owner/repository``, the branch, and the host's own origin where
    it is the school's (GitLab, Gitea, GitHub Enterprise). `login` is the origin of an OAuth helper, for GitHub."""

    name: str
    repository: str
    branch: str = "main"
    origin: str | None = None
    login: str | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that the page may speak to."""
        return (self.origin,) if self.origin else BACKENDS[self.name]


def form_files(tree: Tree, backend: Backend) -> dict[str, bytes]:
    """The page, its configuration and the headers that are due with it, by path; the script goes beside them."""
    return {
        "index.html": _PAGE.replace("POLICY", policy(backend, meta=True)).encode(),
        "config.json": (
            json.dumps(configuration(tree, backend), indent=2, ensure_ascii=False) + "\n"
        ).encode(),
        "_headers": _headers(backend).encode(),
        "robots.txt": b"User-agent: *\nDisallow: /\n",
    }


def policy(backend: Backend, *, meta: bool = False) -> str:
    """The policy of the page: one script, no evaluation of text as code, one git host.

    The CMS writes style sheets of its own, which only ``'unsafe-inline'`` allows; for styles alone.
    """
    connect = " ".join(("'self'", "blob:", "data:", *backend.origins))
    images = " ".join(("'self'", "blob:", "data:", *_IMAGES.get(backend.name, ())))
    parts = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        f"img-src {images}",
        "font-src 'self' data:",
        f"connect-src {connect}",
        "frame-src blob:",
        "form-action 'none'",
        "base-uri 'none'",
    ]
    # A policy in a page cannot say who may frame it.
    return "; ".join(parts if meta else [*parts, "frame-ancestors 'none'"])


def configuration(tree: Tree, backend: Backend) -> dict[str, Any]:
    """What the CMS is told: the backend, and a collection for courses and one for the pages of each language."""
    where: dict[str, Any] = {"name": backend.name}
    if backend.name != "test-repo":
        where |= {"repo": backend.repository, "branch": backend.branch}
    if backend.origin:
        where["api_root" if backend.name == "github" else "base_url"] = backend.origin
    if backend.login:
        where["base_url"] = backend.login
    return {
        "backend": where,
        "media_folder": "content/assets/images",
        "public_folder": "/assets/images",
        "media_libraries": {"default": {"config": {"max_file_size": 2_000_000}}},
        "output": {"omit_empty_optional_fields": True, "yaml": {"indent_size": 2, "quote": "none"}},
        "collections": [_courses(tree), _pages("fr", "Pages en français"), _pages("en", "Pages in English")],
    }


def _courses(tree: Tree) -> dict[str, Any]:
    kind = next(one for one in KINDS if one.name == "course")
    schema = schema_of(kind)
    fields = _fields(schema, schema["$defs"])
    choices = {
        "school": [{"label": one.name, "value": slug} for slug, one in tree.issuers.items()],
        "theme": [{"label": f"{one.name.fr} · {one.name.en}", "value": one.id} for one in tree.site.themes],
    }
    for field in fields:
        if field["name"] in choices:
            field.pop("pattern", None)
            field |= {"widget": "select", "options": choices[field["name"]]}
    return {
        "name": "courses",
        "label": "Cours · Courses",
        "label_singular": "Cours · Course",
        "folder": kind.folder.rstrip("/"),
        "create": True,
        # A slug is a permanent address: a new course asks for it, and no course is renamed or deleted by a click.
        "slug": {"template": "{{title.en}}", "editable": True},
        "delete": False,
        "extension": "yml",
        "format": "yaml",
        "identifier_field": "title.fr",
        "summary": "{{title.fr}} · {{title.en}}",
        "editor": {"preview": False},
        "fields": fields,
    }


def _pages(language: str, label: str) -> dict[str, Any]:
    return {
        "name": f"pages-{language}",
        "label": label,
        "folder": f"{PAGES}{language}",
        # A page needs its twin in the other language: whoever adds one adds both, in git.
        "create": False,
        "delete": False,
        "extension": "md",
        "format": "yaml-frontmatter",
        "summary": "{{title}}",
        "fields": [
            _named("title", {"widget": "string"}, required=True),
            _named("description", {"widget": "string"}, required=True),
            _named("body", {"widget": "markdown", "modes": ["raw"]}, required=True),
        ],
    }


def _fields(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", ())
    return [
        _named(name, _widget(one, defined), required=name in required, hint=one.get("description", ""))
        for name, one in schema["properties"].items()
    ]


def _named(name: str, field: dict[str, Any], *, required: bool, hint: str = "") -> dict[str, Any]:
    told = {"name": name, "label": f"{FIELDS.get(name, name)} · {name}", "required": required, **field}
    # A box that is not ticked says no: it is no question left open.
    if field["widget"] == "boolean":
        told["required"] = False
    return told | ({"hint": hint} if hint else {})


def _widget(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    """The widget for a value of our schemas; raises `KeyError` for a shape that none was written for."""
    kinds = [one for one in schema.get("anyOf", (schema,)) if one.get("type") != "null"]
    one = kinds[-1]  # an amount is a whole number or a quoted decimal: the text holds both
    if "$ref" in one:
        inner = defined[one["$ref"].rpartition("/")[2]]
        return {
            "widget": "object",
            "collapsed": set(inner["properties"]) != {"fr", "en"},
            "fields": _inner(inner, defined),
        }
    if "enum" in one:
        return {"widget": "select", "options": list(one["enum"])}
    if one["type"] == "array":
        return _list(one["items"], defined)
    if one.get("format") == "date":
        return {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
    return _SCALARS[one["type"]](one)


def _inner(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> list[dict[str, Any]]:
    if set(schema["properties"]) == {"fr", "en"}:
        return [_named(name, {"widget": "text"}, required=True) for name in ("fr", "en")]
    return _fields(schema, defined)


def _list(items: Mapping[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    inner = _widget(items, defined)
    if inner["widget"] == "object":
        return {"widget": "list", "collapsed": True, "fields": inner["fields"]}
    return {
        "widget": "list",
        "field": _named("name", inner, required=True) | {"name": "value", "label": "valeur · value"},
    }


def _text(schema: Mapping[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"widget": "string"}
    if pattern := schema.get("pattern"):
        said = (
            "minuscules, chiffres, traits d’union · lower case, digits, hyphens"
            if pattern == _SLUG
            else pattern
        )
        field["pattern"] = [pattern, said]
    return field


def _number(schema: Mapping[str, Any]) -> dict[str, Any]:
    least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return {"widget": "number", "value_type": "int", "min": least} | (
        {"max": schema["maximum"]} if "maximum" in schema else {}
    )


_SCALARS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "string": _text,
    "integer": _number,
    "boolean": lambda _schema: {"widget": "boolean", "default": False},
}

_PAGE: Final = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="POLICY">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>Cours et pages · Courses and pages</title>
<link rel="icon" href="data:,">
<link rel="cms-config-url" type="application/json" href="config.json">
</head>
<body>
<noscript>Ce formulaire demande JavaScript ; les fichiers YAML n’en demandent pas.
This form needs JavaScript; the YAML files do not.</noscript>
<script src="sveltia-cms.js"></script>
</body>
</html>
"""


def _headers(backend: Backend) -> str:
    lines = {
        "Content-Security-Policy": policy(backend),
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())
