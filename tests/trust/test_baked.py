"""Images that carry a credential: what goes in comes out, and what a stranger puts in is refused by name."""

from __future__ import annotations

import json
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.baked import (
    MAX_IMAGE,
    NAMESPACE,
    PNG_SIGNATURE,
    bake_png,
    credential_element,
    extract,
    extract_png,
    extract_svg,
    proof_element,
)
from generator.trust.canonical import canonical

CREDENTIAL = b'{"name":"a"}'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
TAIL = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
PLAIN = PNG_SIGNATURE + HEAD + TAIL
BAKED = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + CREDENTIAL)


def png(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + HEAD + b"".join(chunks) + TAIL


def svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


ELEMENT = credential_element(CREDENTIAL)


def reason(image: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        extract(image)
    return caught.value.reason


def test_what_is_baked_into_a_png_comes_out_byte_for_byte() -> None:
    assert extract(bake_png(PLAIN, CREDENTIAL)) == (CREDENTIAL, None)
    assert bake_png(PLAIN, CREDENTIAL) == png(BAKED)


def test_what_is_baked_into_an_svg_comes_out_byte_for_byte() -> None:
    assert extract(svg(ELEMENT)) == (CREDENTIAL, None)


PROOF = "c2sp.org/tlog-proof@v1\nindex 3\n\na.example/log\n4\nAAAA=\n\n— a.example/log AAAA=\n"


def test_the_proof_of_the_log_comes_out_with_it() -> None:
    assert extract(bake_png(PLAIN, CREDENTIAL, PROOF)) == (CREDENTIAL, PROOF)
    assert extract(svg(ELEMENT + proof_element(PROOF))) == (CREDENTIAL, PROOF)


def test_of_two_proofs_none_is_believed_and_the_credential_is_still_there() -> None:
    assert extract(svg(proof_element(PROOF) * 2 + ELEMENT)) == (CREDENTIAL, None)
    twice = chunk(b"iTXt", b"c2sp.org/tlog-proof\0\0\0\0\0" + PROOF.encode()) * 2
    assert extract(png(BAKED, twice)) == (CREDENTIAL, None)


@given(
    st.recursive(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.integers(-99, 99)
        | st.sampled_from(["]]>", "]]"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    )
)
def test_any_json_survives_an_svg_as_the_same_json(value: object) -> None:
    document = canonical({"a": value})  # type: ignore[dict-item]
    found = extract(svg(credential_element(document))).credential
    assert json.loads(found) == json.loads(document)
    assert found == document or "]]>" in document.decode() or b"\xef\xbf" in document


def test_the_end_of_cdata_cannot_be_smuggled_in() -> None:
    document = canonical({"name": "]]></openbadges:credential><script>x</script>]]]>]]>"})
    element = credential_element(document)
    assert element.count("]]>") == 1
    assert json.loads(extract(svg(element)).credential) == json.loads(document)


def test_a_credential_as_plain_escaped_text_is_read_too() -> None:
    inside = f'<x:credential xmlns:x="{NAMESPACE}">\n {{&quot;a&quot;:&quot;&lt;&quot;}} </x:credential>'
    assert extract(svg(f"<g/>{inside}")) == (b'{"a":"<"}', None)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (svg(ELEMENT * 2), "two-credentials"),
        (svg(""), "no-credential"),
        (svg(f'<c xmlns="{NAMESPACE}">{{}}</c>'), "no-credential"),
        (svg(f'<credential xmlns="{NAMESPACE}"/>'), "no-credential"),
        (
            svg('<openbadges:credential xmlns:openbadges="http://openbadges.org">{}</openbadges:credential>'),
            "no-credential",
        ),
        (svg(f'<c:credential xmlns:c="{NAMESPACE}" verify="e30.e30.x"/>'), "compact-jwt"),
        (svg(f'<c:credential xmlns:c="{NAMESPACE}">{{<b/>}}</c:credential>'), "not-svg"),
        (svg("&a;" + ELEMENT, '<!DOCTYPE svg [<!ENTITY a "x">]>'), "doctype"),
        (svg("&a;" + ELEMENT, '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "doctype"),
        (svg(ELEMENT, '<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">'), "doctype"),
        (svg("&undefined;" + ELEMENT), "not-xml"),
        (svg(ELEMENT)[:-3], "not-xml"),
        (svg(ELEMENT) + b"<svg/>", "not-xml"),
        (svg(ELEMENT).replace(b'"a"', b'"\xff"'), "not-xml"),
        (svg(ELEMENT).decode().encode("utf-16"), "not-xml"),
        (f"<html>{ELEMENT}</html>".encode(), "not-svg"),
        (f"<svg>{ELEMENT}</svg>".encode(), "not-svg"),
        (svg("<g>" * 100 + ELEMENT + "</g>" * 100), "too-deep"),
        (b"", "not-xml"),
        (b"\x1f\x8b" + zlib.compress(svg(ELEMENT)), "not-xml"),
    ],
)
def test_a_hostile_svg_is_refused_by_name(image: bytes, expected: str) -> None:
    assert reason(image) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (png(BAKED, BAKED), "two-credentials"),
        (png(chunk(b"tEXt", b"openbadgecredential\0x"), BAKED), "png-chunk"),
        (
            png(BAKED, chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(CREDENTIAL))),
            "two-credentials",
        ),
        (png(), "no-credential"),
        (png(chunk(b"iTXt", b"openbadges\0\0\0\0\0x")), "no-credential"),
        (png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0")), "no-credential"),
        (
            png(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"\0" * 10**6))),
            "compressed-credential",
        ),
        (
            png(chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(CREDENTIAL))),
            "compressed-credential",
        ),
        (png(chunk(b"iTXt", b"openbadgecredential")), "png-chunk"),
        (png(chunk(b"iTXt", b"openbadgecredential\0\0\0")), "png-chunk"),
        (png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0e30.e30.sig")), "compact-jwt"),
        (png(BAKED)[:-1], "png-damaged"),
        (png(BAKED) + b"x", "png-damaged"),
        (PNG_SIGNATURE + BAKED + TAIL, "png-damaged"),
        (png(BAKED).replace(b'"a"', b'"b"'), "png-damaged"),
        (png(b"\xff\xff\xff\xffiTXtopenbadgecredential"), "png-damaged"),
        (PNG_SIGNATURE, "png-damaged"),
    ],
)
def test_a_hostile_png_is_refused_by_name(image: bytes, expected: str) -> None:
    assert reason(image) == expected


def test_an_image_that_carries_a_credential_is_not_baked_again() -> None:
    with pytest.raises(MalformedError) as caught:
        bake_png(png(BAKED), CREDENTIAL)
    assert caught.value.reason == "two-credentials"


@pytest.mark.parametrize("read", [extract_svg, extract_png])
def test_an_image_too_large_is_refused_before_it_is_looked_at(read: object) -> None:
    with pytest.raises(MalformedError) as caught:
        read(b"<" * (MAX_IMAGE + 1))  # type: ignore[operator]
    assert caught.value.reason == "image-too-large"


@pytest.mark.parametrize(
    "image",
    [
        svg("<g/>" * 1_900_000),
        svg("<a>" * 2_000_000),
        b'<svg xmlns="http://www.w3.org/2000/svg" '
        + b" ".join(b'a%d=""' % n for n in range(500_000))
        + b"/>",
        PNG_SIGNATURE + HEAD + chunk(b"tEXt", b"") * 600_000 + TAIL,
    ],
    ids=["many elements", "deep", "many attributes", "many chunks"],
)
def test_the_worst_image_of_the_largest_size_is_refused_in_seconds(image: bytes) -> None:
    assert len(image) <= MAX_IMAGE
    started = time.monotonic()
    reason(image)
    assert time.monotonic() - started < 10
