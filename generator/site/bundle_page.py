"""``LISEZ-MOI.html``: the page of a bundle that says, in French and in English, what each file is and how to check it.

It is read from a disk, perhaps in twenty years: one file, no script, no request, and plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from generator.records.base import Language
from generator.site import language as l10n
from generator.site.openssl import FINGERPRINT, HASHES, VERIFY
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.view import CredentialView

__all__ = ["Facts", "bundle_page"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of its bundle. `list_date` is the instant of the status list, `files` the names beside it."""

    code: str
    view: CredentialView
    fingerprint: str
    list_date: str
    files: frozenset[str]


_FILES: Final[dict[str, tuple[str, str]]] = {
    "credential.json": (
        "Le diplôme lui-même, signé : un document Open Badges 3.0. Tout le reste sert à le vérifier.",
        "The diploma itself, signed: an Open Badges 3.0 document. Everything else serves to verify it.",
    ),
    "credential.rdfc.json": (
        "Le même diplôme avec une seule de ses deux signatures, pour les logiciels qui n’en acceptent qu’une.",
        "The same diploma with one of its two signatures, for software that accepts no more than one.",
    ),
    "diploma.pdf": (
        "Le diplôme à imprimer ; le diplôme signé y est joint, et c’est lui qui fait foi.",
        "The diploma to print; the signed diploma is attached to it, and is what counts.",
    ),
    "transcript.pdf": (
        "Ce qui a été évalué et comment : résultats, règle, fondement, et si l’identité a été vérifiée.",
        "What was assessed and how: results, rule, grounds, and whether identity was checked.",
    ),
    "badge.svg": (
        "Un badge à montrer ; le diplôme signé est aussi à l’intérieur.",
        "A badge to show; the signed diploma is inside as well.",
    ),
    "badge.png": (
        "Le même badge pour les sites qui n’acceptent que cette sorte d’image.",
        "The same badge for sites that accept only this kind of image.",
    ),
    "did.json": (
        "Les clés publiques de l’établissement, telles que son site les publiait.",
        "The public keys of the institution, as its site published them.",
    ),
    "status.json": (
        "La liste signée des diplômes révoqués, telle qu’elle était au jour indiqué plus haut.",
        "The signed list of revoked diplomas, as it was on the day given above.",
    ),
    "verify.html": (
        "Un vérificateur qui fonctionne sans réseau, dans un navigateur.",
        "A verifier that works without network, in a browser.",
    ),
    "openssl/key.pem": (
        "La clé qui a signé, sous la forme que lit openssl.",
        "The key that signed, in the form that openssl reads.",
    ),
    "openssl/signature.bin": (
        "La signature du diplôme, 64 octets, sous la forme que lit openssl.",
        "The signature of the diploma, 64 bytes, in the form that openssl reads.",
    ),
    "log/proof": (
        "La preuve que le diplôme est inscrit au journal public de l’établissement.",
        "The proof that the diploma is entered in the institution’s public log.",
    ),
    "log/vkey": ("La clé publique de ce journal.", "The public key of that log."),
    "log/policy": (
        "Les témoins dont ce journal demande la signature.",
        "The witnesses whose signature that log asks for.",
    ),
    "log/checkpoint": (
        "L’état du journal au moment de l’export.",
        "The state of the log when this was exported.",
    ),
}

_TEMPLATE: Final = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
<meta name="robots" content="noindex">
<title>{{ view.achievement_name }}, {{ code }}</title>
<style>
:root { color-scheme: light dark; --accent: #8b2a1d; --rule: #ddd2bd; --ground: #f9f5ec; --ink: #261f18; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #f0a08b; --rule: #423829; --ground: #191512; --ink: #f0e7d8; }
}
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 44rem; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.6 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; }
h1, h2 { line-height: 1.2; text-wrap: balance; }
section + section { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
a { color: var(--accent); } img { display: block; width: 12rem; height: 12rem; margin: 0 auto 1rem; }
pre, code { font: .875rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre, code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; border-left: 3px solid var(--rule); padding-left: 1rem; }
dt { margin-top: .75rem; font-weight: 700; } dd { margin: 0 0 0 1.25rem; }
.key code { font-size: 1.0625rem; font-weight: 700; }
@media print { body { background: #fff; color: #000; } }
</style>
</head>
<body>
<header>
<img src="badge.svg" alt="">
<p><a href="#fr">Français</a> · <a href="#en" lang="en" hreflang="en">English</a></p>
</header>
<main>
{% for r in renditions %}
<section lang="{{ r.lang }}" id="{{ r.lang }}">
{% if r.lang == "fr" %}
<h1>Un diplôme, et de quoi le vérifier</h1>
<p>Ce dossier contient un diplôme signé{{ r.colon }} <q>{{ view.achievement_name }}</q>, délivré par
{{ view.issuer_name }} le {{ r.awarded }}, code <code>{{ code }}</code>. Il contient aussi tout ce qu’il
faut pour le vérifier sans rien demander à personne, même quand le site de l’établissement aura disparu.
Gardez-le entier.</p>
<h2>À comparer d’abord</h2>
<p>Qui fabrique un faux diplôme fabrique aussi les clés qui vont avec. Ne croyez donc pas ce dossier sur
parole{{ r.colon }} l’empreinte de la clé doit être celle que l’établissement vous donne par une autre voie,
au téléphone, sur papier, ou dans une archive de son site (<code>{{ host }}</code>).</p>
<p class="key"><code>{{ fingerprint }}</code></p>
<h2>Vérifier</h2>
<ol>
{% if "verify.html" in files %}<li><a href="verify.html">Ouvrez <code>verify.html</code></a> dans un
navigateur, sans réseau
si vous voulez, et déposez-y les fichiers de ce dossier.</li>{% endif %}
<li>Avec le programme Parchemin{{ r.colon }}
<pre class="command">{{ parchemin }}</pre></li>
<li>Avec deux outils courants, openssl et jq, dans ce dossier. La dernière ligne doit dire
<samp lang="en">Signature Verified Successfully</samp>.
<pre class="commands">{{ commands }}</pre>
L’empreinte de la clé, à comparer avec celle de l’établissement{{ r.colon }}
<pre class="fingerprint">{{ print_key }}</pre></li>
</ol>
<p>Le diplôme a sa place dans <code>status.json</code>, à l’index {{ view.status_index }}. Cette liste est
du {{ r.listed }}{{ r.colon }} elle ne peut rien dire de ce qui s’est passé ensuite. Tant que le site
existe, la liste du jour est à l’adresse <code>{{ view.status_list }}</code>.</p>
<p>Une vérification dit qui a signé et quoi. Elle ne dit pas que la personne devant vous est celle que le
diplôme nomme.</p>
<h2>Les fichiers</h2>
{% else %}
<h1>A diploma, and the means to verify it</h1>
<p>This folder holds a signed diploma{{ r.colon }} <q>{{ view.achievement_name }}</q>, issued by
{{ view.issuer_name }} on {{ r.awarded }}, code <code>{{ code }}</code>. It also holds everything needed to
verify it without asking anybody, even when the institution’s site is gone. Keep it whole.</p>
<h2>What to compare first</h2>
<p>Whoever forges a diploma forges the keys that go with it. So do not take this folder at its
word{{ r.colon }} the fingerprint of the key must be the one that the institution gives you in another way,
by telephone, on paper, or in an archive of its site (<code>{{ host }}</code>).</p>
<p class="key"><code>{{ fingerprint }}</code></p>
<h2>Verify</h2>
<ol>
{% if "verify.html" in files %}<li><a href="verify.html">Open <code>verify.html</code></a> in a browser,
without network if
you like, and drop the files of this folder on it.</li>{% endif %}
<li>With the program Parchemin{{ r.colon }}
<pre class="command">{{ parchemin }}</pre></li>
<li>With two common tools, openssl and jq, inside this folder. The last line must say
<samp>Signature Verified Successfully</samp>.
<pre class="commands">{{ commands }}</pre>
The fingerprint of the key, to compare with the institution’s{{ r.colon }}
<pre class="fingerprint">{{ print_key }}</pre></li>
</ol>
<p>The diploma has its place in <code>status.json</code>, at the index {{ view.status_index }}. That list is
of {{ r.listed }}{{ r.colon }} it cannot say what happened later. As long as the site exists, today’s list
is at <code>{{ view.status_list }}</code>.</p>
<p>A verification says who signed, and what. It does not say that the person before you is the one whom the
diploma names.</p>
<h2>The files</h2>
{% endif %}
<dl>
{% for name, what in r.files %}
<dt><code>{{ name }}</code></dt><dd>{{ what }}</dd>
{% endfor %}
</dl>
</section>
{% endfor %}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Rendition:
    lang: Language
    colon: str
    awarded: str
    listed: str
    files: tuple[tuple[str, str], ...]


def bundle_page(facts: Facts) -> str:
    """The page of one bundle."""
    view = facts.view
    key, signature = "openssl/key.pem", "openssl/signature.bin"
    return _template().render(
        code=facts.code,
        view=view,
        host=Did.parse(view.issuer_did.value).host.replace("%3A", ":"),
        fingerprint=facts.fingerprint,
        files=facts.files,
        parchemin=f'parchemin verify . --explain --fingerprint "{facts.fingerprint}"',
        commands=f"{HASHES}\n{VERIFY.format(key=key, signature=signature)}",
        print_key=FINGERPRINT.format(key=key),
        renditions=tuple(_rendition(lang, facts) for lang in ("fr", "en")),
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_TEMPLATE)


def _rendition(lang: Language, facts: Facts) -> _Rendition:
    place = ("fr", "en").index(lang)
    awarded = facts.view.awarded or facts.view.valid_from
    return _Rendition(
        lang=lang,
        colon=l10n.colon(lang),
        awarded=l10n.day(parse_instant(awarded.value), lang),
        listed=l10n.day(parse_instant(facts.list_date), lang) if facts.list_date else "?",
        files=tuple((name, words[place]) for name, words in _FILES.items() if name in facts.files),
    )
