"""Names of every script: printed and read back, or refused by name."""

from __future__ import annotations

import math
import unicodedata

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from generator.errors import DocumentError
from generator.site.documents import Kind, Setting, fonts
from tests.documents.print_shop import ADDRESS, document, picture, press, words_of

NAMES = (
    "Þórður Łukasz Žďárský",
    "Ğülşen İıŞş Çağrı",
    "Jiří Ťuňo Őrs Űzfalvi",
    "Ħaġar Ċikku Żejt",
    "Ĵaŭdo Ŝanĝo Ŵyn Ŷs",
    "Søren Ærø Åse Œuvre Ÿ ẞ",
    "Ștefan Țîmpu Ţară Şcoală",
    "Ķārlis Ļoti Ņemt Ģints",
    "Nguyễn Thị Ánh Tuyết Đặng Ổ Ữ Ậ",
    "Ίων Ϊωάννης Παπαδόπουλος ΰ",
    "Ђорђе Љубичић Ґалаґан Ѓорѓи Ў Ё",
    "محمد بن سلمان الخيالي",
    "יעל כהן־דמיון",
    "अनुष्का श्रीवास्तव",
    "王小明 張偉",
    "さくら カタカナ",
    "สมชาย ตัวอย่าง",
    "ሳሙኤል ምሳሌ",
    "გიორგი მაგალითი",
    "Արամ Օրինակյան",
)
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"))


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_MARKS).split())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_as_it_is_written_and_extracts_the_same(name: str) -> None:
    assert folded(name) in folded(words_of(document(holder_name=name)))


@pytest.mark.parametrize("name", NAMES)
def test_no_glyph_of_a_name_is_a_box(name: str) -> None:
    assert fonts.missing(name, press().covered) == ()


@pytest.mark.parametrize(
    ("name", "character", "font"),
    [
        ("김민수", "‘김’ (U+AE40, HANGUL SYLLABLE GIM)", "Noto Serif CJK KR"),
        ("தமிழ் மாதிரி", "‘த’ (U+0BA4, TAMIL LETTER TA)", "Noto Sans Tamil"),
        ("Ada 🦠 Exemple", "‘🦠’ (U+1F9A0, MICROBE)", "Noto Sans Symbols 2"),
    ],
)
def test_a_character_that_no_font_has_is_named_with_its_owner_and_a_font_to_add(
    name: str, character: str, font: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        document(holder_name=name)
    (problem,) = caught.value.diagnostics
    assert problem.code == "P101"
    assert (problem.path, problem.line) == ("candidates/ledger/credentials/essai.0001.jsonl", 3)
    assert character in problem.message
    assert "candidates/register/c-0000000000.yml" in problem.message
    assert font in problem.hint


LONG = ("Maria-Esperança Wilhelmina Théodora de los Ángeles " * 6)[:300].strip()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_name_of_300_characters_fits(kind: Kind, paper: str) -> None:
    text = folded(words_of(document(Setting(kind, paper, "both"), holder_name=LONG)))  # type: ignore[arg-type]
    assert text.count(folded(LONG)) >= 1
    if kind is Kind.DIPLOMA:
        assert text.count(folded(LONG)) == 1


def test_a_name_that_cannot_fit_is_refused_by_name_not_cut() -> None:
    with pytest.raises(DocumentError) as caught:
        document(holder_name="W" * 300)
    (problem,) = caught.value.diagnostics
    assert problem.code == "P102"
    assert "the holder’s name does not fit on the diploma" in problem.message
    assert "c-0000000000" in problem.message


# ---- the QR code


def read(image: Image.Image) -> list[str]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [one.text for one in zxingcpp.read_barcodes(image.convert("L"), formats=formats, try_invert=False)]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("dpi", [300, 100])
def test_the_qr_code_is_read_from_the_page(kind: Kind, dpi: int) -> None:
    assert read(picture(document(Setting(kind)), dpi)) == [ADDRESS]


def test_it_is_read_from_a_grey_slightly_turned_photograph() -> None:
    page = picture(document(), 200).convert("L")
    turned = page.rotate(4, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    grey = turned.point(lambda value: 70 + value * 130 // 255).filter(ImageFilter.GaussianBlur(1.1))
    small = grey.resize(
        (math.ceil(grey.width * 0.8), math.ceil(grey.height * 0.8)), Image.Resampling.BILINEAR
    )
    assert read(small) == [ADDRESS]


def test_a_specimen_says_so_across_every_page_and_its_qr_code_still_leads_to_the_truth() -> None:
    for kind in Kind:
        data = document(Setting(kind, specimen=True))
        assert read(picture(data, 150)) in ([ADDRESS], [])
        plain, marked = (picture(one, 40).convert("RGB") for one in (document(Setting(kind)), data))
        assert plain.tobytes() != marked.tobytes()
