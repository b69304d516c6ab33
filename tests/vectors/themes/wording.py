"""Cases about the text: valid writings, names, broken JSON, numbers."""

from __future__ import annotations

import json

from generator.trust.credential import Achievement
from tests.vectors.themes.diplomas import FULL, OLD_KEY, SMALL, Json, award, signed, small, text
from tests.vectors.themes.expected import SIGNATURE, Theme, stops, valid
from tests.vectors.themes.walking import objects, slug


def good() -> Theme:
    """Credentials that are valid, and ways of writing them that change nothing."""
    theme = Theme("good")
    theme.add("french", "A French diploma with every member is valid", FULL, valid())
    theme.add(
        "without-evidence",
        "A diploma issued before diplomas said what they rest on is valid",
        signed(award(evidence=())),
        valid(),
    )
    theme.add("english", "An English certificate with few members is valid", SMALL, valid())
    theme.add("old-key", "A retired key that is still listed verifies", signed(small(), OLD_KEY), valid())
    theme.add(
        "indented",
        "White space between tokens changes nothing",
        json.dumps(SMALL, indent=2, ensure_ascii=False),
        valid(),
    )
    theme.add(
        "escaped",
        "Escaping every letter beyond ASCII changes nothing",
        json.dumps(FULL, ensure_ascii=True),
        valid(),
    )
    backwards = {name: SMALL[name] for name in sorted(SMALL, reverse=True)}
    theme.add(
        "reordered",
        "The order of members changes nothing",
        json.dumps(backwards, ensure_ascii=False),
        valid(),
    )
    theme.add("slashes", "An escaped slash is a slash", text(SMALL).replace("/", "\\/"), valid())
    theme.add("html-safe", "The form embedded in a page is the same JSON", html_safe(text(FULL)), valid())
    theme.add(
        "one-proof-object",
        "A proof that is one object rather than a set is accepted",
        SMALL | {"proof": SMALL["proof"][0]},
        valid(),
    )
    return theme


def html_safe(canonical_text: str) -> str:
    """As embedded in a page."""
    return canonical_text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def names() -> Theme:
    """Names as people have them, and as attackers would like to."""
    theme = Theme("names")
    for name, holder in (
        ("markup", '<script>alert(1)</script> & <b>"Zoë"</b>'),
        ("closing-comment", "--> ]]> </script><!-- \\u003c"),
        ("arabic", "محمد عبد الله الخوارزمي"),
        ("hebrew-with-mark", "דוד בן־גוריון\u200f (ת״א)"),
        ("chinese", "歐陽詢・王羲之"),
        ("japanese", "さいとう　まこと"),
        ("thai", "สมชาย ใจดี"),
        ("devanagari", "श्री क्षितिज"),
        ("combining", "Q\u0323\u0307 M\u0304ara x\u0300"),
        ("emoji", "Zoé 👩🏽‍🔬 🏳️‍🌈"),
        ("astral", "𝒜𝒹𝒶 𠮷野家"),
        ("long", "Nom-à-rallonge " * 20 + "."),
        ("one-word", "Wolfeschlegelsteinhausenbergerdorff" * 8),
        ("template", "{{ 7*7 }} ${7*7} %s {0}"),
        ("apostrophes", "O’Neil-d'Arc « L’Été »"),
        ("one-letter", "O"),
    ):
        theme.add(
            name,
            f"The name {name} is signed and verified as it is",
            signed(small(holder_name=holder)),
            valid(),
        )
    return theme


def parsing() -> Theme:
    """Texts that two readers could read differently, or that nobody issued."""
    theme = Theme("parsing")
    whole = text(SMALL)
    seen = set()
    for pointer, value in objects(FULL):
        kind = "-".join(part for part in pointer.split("/") if not part.isdigit())
        if kind in seen:
            continue
        seen.add(kind)
        name = sorted(value)[0]
        theme.add(
            f"duplicate-{slug(pointer)}",
            f"The member {name} twice in {pointer or 'the credential'} is refused",
            with_duplicate(FULL, pointer, name),
            stops("parse", "duplicate-member"),
        )
    escaped = whole.replace('"name":"Ada', '"na\\u006de":"Eve Exemple","name":"Ada', 1)
    theme.add(
        "duplicate-escaped",
        "A duplicate hidden behind an escape is a duplicate",
        escaped,
        stops("parse", "duplicate-member"),
    )
    proto = whole.replace('"name":"Ada', '"__proto__":{"name":"Eve"},"name":"Ada', 1)
    theme.add("proto", "A member called __proto__ is an ordinary, unsigned member", proto, SIGNATURE)
    for place in (0, 1, len(whole) // 2, len(whole) - 1):
        theme.add(
            f"truncated-{place}",
            f"A text cut off after {place} characters",
            whole[:place],
            stops("parse", "not-json"),
        )
    for name, broken in (
        ("trailing", whole + "x"),
        ("twice", whole + whole),
        ("trailing-comma", whole[:-1] + ",}"),
        ("comment", "/* a diploma */" + whole),
        ("single-quotes", "{'id': 1}"),
        ("byte-order-mark", "\ufeff" + whole),
        ("no-break-space", "\u00a0" + whole),
        ("form-feed", "\f" + whole),
        ("raw-newline", whole.replace("One course.", "One\ncourse.")),
        ("raw-null", whole.replace("One course.", "One\x00course.")),
        ("bad-escape", whole.replace("One course.", "One\\xcourse.")),
        ("bad-unicode-escape", whole.replace("One course.", "One\\u12g4.")),
        ("signed-unicode-escape", whole.replace("One course.", "One\\u+123.")),
        ("words", "This is my diploma."),
    ):
        theme.add(name, f"Not JSON: {name}", broken, stops("parse", "not-json"))
    theme.add(
        "lone-surrogate",
        "Half of a surrogate pair is refused",
        whole.replace("One course.", "One \\ud800 course."),
        stops("parse", "lone-surrogate"),
    )
    theme.add(
        "reversed-surrogates",
        "A surrogate pair in the wrong order is refused",
        whole.replace("One", "\\udc00\\ud800"),
        stops("parse", "lone-surrogate"),
    )
    theme.add(
        "lone-surrogate-name",
        "Half of a surrogate pair in a member's name is refused",
        whole[:-1] + ',"\\ud800":1}',
        stops("parse", "lone-surrogate"),
    )
    theme.add(
        "ten-megabytes",
        "A text of ten megabytes is not read",
        {"prefix": '{"a":"', "repeat": "aaaaaaaaaa", "times": 1_000_000, "suffix": '"}'},
        stops("parse", "too-large"),
    )
    theme.add(
        "one-byte-too-many",
        "The bound is a million bytes, not characters",
        {"prefix": '{"a":"é', "repeat": "é", "times": 499_997, "suffix": '"}'},
        stops("parse", "too-large"),
    )
    theme.add(
        "depth-1000",
        "A text nested a thousand levels deep is not read",
        {"prefix": '{"a":', "repeat": "[", "times": 1000, "suffix": "]" * 1000 + "}"},
        stops("parse", "too-deep"),
    )
    theme.add(
        "depth-100000",
        "A text nested a hundred thousand levels deep exhausts nobody's stack",
        {"prefix": '{"a":', "repeat": "[", "times": 100_000, "suffix": ""},
        stops("parse", "too-deep"),
    )
    for name, depth, expect in (
        ("depth-32", 31, stops("structure", "context")),
        ("depth-33", 32, stops("parse", "too-deep")),
    ):
        nested = '{"a":' + "[" * depth + "]" * depth + "}"
        theme.add(name, "Objects and arrays nest 32 levels deep at most", nested, expect)
    return theme


def with_duplicate(value: Json, pointer: str, name: str) -> str:
    """Compact text in which the object at `pointer` has the member `name` twice."""

    def write(item: Json, at: str) -> str:
        if isinstance(item, dict):
            parts = [f"{json.dumps(key)}:{write(item[key], f'{at}/{key}')}" for key in item]
            if at == pointer:
                parts.append(f"{json.dumps(name)}:{json.dumps(item[name], ensure_ascii=False)}")
            return "{" + ",".join(parts) + "}"
        if isinstance(item, list):
            return "[" + ",".join(write(part, f"{at}/{place}") for place, part in enumerate(item)) + "]"
        return json.dumps(item, ensure_ascii=False)

    return write(value, "")


def numbers() -> Theme:
    """Writings of a number.

    RFC 8785 canonicalises the value, so that another writing of the same double is the same document. What a
    browser would round silently, and what is no JSON number, is refused when parsing.
    """
    theme = Theme("numbers")
    whole = text(signed(award(achievement=with_credits(3))))
    assert '"creditsAvailable":3,' in whole
    for name, writing, expect in (
        ("decimal", "3.0", valid()),
        ("exponent", "3e0", valid()),
        ("negative-exponent", "30E-1", valid()),
        ("beyond-precision", "3.00000000000000000001", valid()),
        ("other-value", "4", SIGNATURE),
        ("minus", "-3", SIGNATURE),
        ("minus-zero", "-0", SIGNATURE),
        ("tiny", "1e-400", SIGNATURE),
        ("safe-integer", "9007199254740991", SIGNATURE),
        ("unsafe-integer", "9007199254740992", stops("parse", "number")),
        ("unsafe-negative", "-9007199254740993", stops("parse", "number")),
        ("many-digits", "3" * 5000, stops("parse", "number")),
        ("infinite", "1e400", stops("parse", "number")),
        ("large-double", "1e300", stops("parse", "number")),
        ("unsafe-exponent", "1e16", stops("parse", "number")),
        ("unsafe-decimal", "9007199254740993.0", stops("parse", "number")),
        ("safe-exponent", "9e15", SIGNATURE),
        ("leading-zero", "03", stops("parse", "not-json")),
        ("plus", "+3", stops("parse", "not-json")),
        ("no-integer", ".3", stops("parse", "not-json")),
        ("no-fraction", "3.", stops("parse", "not-json")),
        ("hexadecimal", "0x3", stops("parse", "not-json")),
        ("underscore", "3_0", stops("parse", "not-json")),
        ("arabic-digit", "٣", stops("parse", "not-json")),
        ("nan", "NaN", stops("parse", "not-json")),
        ("infinity", "-Infinity", stops("parse", "not-json")),
    ):
        document = whole.replace('"creditsAvailable":3,', f'"creditsAvailable":{writing},')
        theme.add(name, f"Credits written as in {name}", document, expect)
    for credits in (0.5, 1.1, 7.25, 333.3333333333333):
        document = signed(award(achievement=with_credits(credits)))
        theme.add(f"signed-{credits}", "A signed fraction has one canonical writing", document, valid())
    return theme


def with_credits(credits: float) -> Achievement:
    """The full achievement with other credits."""
    facts = award().achievement
    return Achievement(
        id=facts.id,
        type=facts.type,
        name=facts.name,
        description=facts.description,
        criteria_url=facts.criteria_url,
        criteria_narrative=facts.criteria_narrative,
        human_code=facts.human_code,
        credits=credits,
    )
