"""The strict loader: what it reads, what it refuses and where."""

from __future__ import annotations

import math
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.records import yaml as strict
from generator.records.scalars import resolve
from generator.records.yaml import MAX_BYTES, load


def codes(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [problem.code for problem in load(data, "x.yml").problems]


def one(text: str | bytes) -> tuple[int, int, str]:
    data = text.encode() if isinstance(text, str) else text
    (problem,) = load(data, "x.yml").problems
    return problem.line, problem.column, problem.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("2026-03-01", "2026-03-01"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("=", "="),
        ("0o17", 15),
        ("0x1F", 31),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        (".", "."),
        ("٣", "٣"),
    ],
)
def test_plain_scalars_mean_what_the_core_schema_of_yaml_1_2_says(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize("text", ["'12'", '"12"', "'null'", "'0123'", "'true'", "|-\n  12", ">-\n  12"])
def test_a_quoted_scalar_is_always_text(text: str) -> None:
    assert isinstance(load(f"a: {text}".encode(), "x.yml").data["a"], str)  # type: ignore[index,call-overload]


@pytest.mark.parametrize("text", ["0123", "-07", "+01", "00", "01.5", "09e3"])
def test_a_leading_zero_is_refused_with_the_two_ways_out(text: str) -> None:
    (problem,) = load(f"a: {text}".encode(), "x.yml").problems
    assert (problem.line, problem.column, problem.code) == (1, 4, "Y135")
    assert f"'{text}'" in problem.hint


def test_a_number_too_long_for_64_bits_is_refused() -> None:
    assert one("a: 1234567890123456789012") == (1, 4, "Y136")
    assert one("a: " + "9" * 100_000) == (1, 4, "Y136")


def test_all_problems_of_one_file_are_reported_at_once() -> None:
    text = "a: 012\nb: 1\nb: 2\n1: 3\n<<: {d: 1}\nx: &q 1\ny: *q\nz: !!str 1\n"
    assert [(p.line, p.code) for p in load(text.encode(), "x.yml").problems] == [
        (1, "Y135"),
        (3, "Y130"),
        (4, "Y134"),
        (5, "Y133"),
        (6, "Y131"),
        (7, "Y131"),
        (8, "Y132"),
    ]


def test_a_duplicate_key_names_the_line_of_the_first_and_keeps_its_value() -> None:
    document = load(b"a: 1\nb: 2\na: 3\n", "x.yml")
    assert document.data == {"a": 1, "b": 2}
    assert "line 1" in document.problems[0].message
    assert (document.problems[0].line, document.problems[0].column) == (3, 1)
    assert document.place(("a",)) == (1, 4)


def test_the_same_key_quoted_and_plain_is_a_duplicate() -> None:
    assert one("a: 1\n'a': 2\n") == (2, 1, "Y130")


def test_the_same_key_in_two_mappings_is_no_duplicate() -> None:
    assert codes("a: {x: 1}\nb: {x: 2}\n") == []


@pytest.mark.parametrize("key", ["1", "1.5", "true", "null", "~", "[a]", "{a: 1}", "012", "''''"])
def test_a_key_that_is_not_text_is_refused(key: str) -> None:
    assert codes(f"? {key}\n: x\n") == ([] if key == "''''" else ["Y134"])


def test_norway_may_be_a_key() -> None:
    assert load(b"NO: 1\non: 2\n", "x.yml").data == {"NO": 1, "on": 2}


def test_a_quoted_merge_key_is_an_ordinary_name() -> None:
    assert load(b"'<<': 1\n", "x.yml").data == {"<<": 1}


def test_billion_laughs_end_at_the_first_anchor_and_take_no_time() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    before = time.perf_counter()
    found = codes("\n".join(lines))
    assert set(found) == {"Y131"}
    assert time.perf_counter() - before < 1


def test_an_alias_to_itself_is_refused() -> None:
    assert set(codes("a: &a [*a]\n")) == {"Y131"}


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 50_000 + "x", "? " * 50_000])
def test_deep_nesting_is_refused_quickly(text: str) -> None:
    before = time.perf_counter()
    assert codes(text)
    assert time.perf_counter() - before < 2


def test_thirty_two_levels_are_read_and_thirty_three_are_not() -> None:
    assert codes("a: " + "[" * 31 + "]" * 31) == []
    assert one("a: " + "[" * 32 + "]" * 32) == (1, 35, "Y107")


def test_ten_megabytes_are_refused_unread() -> None:
    before = time.perf_counter()
    assert codes(b"a: " + b"x" * 10_000_000) == ["Y102"]
    assert time.perf_counter() - before < 0.5


def test_a_file_of_just_the_largest_size_is_read() -> None:
    assert codes(b"a: " + b"x" * (MAX_BYTES - 3)) == []


def test_too_many_values_are_refused() -> None:
    assert codes(b"[" + b"a," * 300_000 + b"]") == ["Y108"]


def test_a_second_document_is_refused() -> None:
    assert one("a: 1\n---\nb: 2\n") == (2, 1, "Y106")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "---\n...\n", "null\n", "~", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert codes(text) == ["Y105"]


def test_a_directive_is_refused() -> None:
    assert one("%YAML 1.1\n---\na: 1\n")[2] == "Y137"


@pytest.mark.parametrize(
    "data", [b"a: \xff", "a: é".encode("latin-1"), "a: 1".encode("utf-16"), b"\xc0\xaf: 1"]
)
def test_text_that_is_not_utf_8_is_refused(data: bytes) -> None:
    assert codes(data) == ["Y101"]


def test_the_byte_that_is_not_utf_8_is_found() -> None:
    assert one(b"a: 1\nb: \xc3\xa9\xe9\n") == (2, 5, "Y101")


def test_a_byte_order_mark_at_the_start_is_ignored() -> None:
    document = load(b"\xef\xbb\xbfa: 1\n", "x.yml")
    assert (document.data, document.problems) == ({"a": 1}, ())


def test_windows_line_ends_are_read() -> None:
    assert load(b"a: |\r\n  x\r\n  y\r\nb: 1\r\n", "x.yml").data == {"a": "x\ny\n", "b": 1}


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe"]
)
def test_an_invisible_control_character_is_refused_where_it_stands(character: str) -> None:
    assert one(f"a: 1\nb: x{character}y\n") == (2, 5, "Y103")


def test_a_lone_carriage_return_is_refused() -> None:
    assert codes("a: 1\rb: 2\n")[0] == "Y103"


@pytest.mark.parametrize("character", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
def test_a_direction_override_is_refused_even_in_a_comment(character: str) -> None:
    assert one(f"a: 1 # x{character}y\n") == (1, 9, "Y104")


def test_a_thousand_control_characters_are_not_a_thousand_lines() -> None:
    assert len(load(b"a: " + b"\x01" * 1000, "x.yml").problems) < 30


@pytest.mark.parametrize(
    ("defect", "text", "place", "code", "remedy"),
    [
        ("tab indentation", "a:\n\tb: 1\n", (2, 1), "Y121", "spaces"),
        ("tab after spaces", "a:\n  \tb: 1\n", None, "Y121", "spaces"),
        ("second colon", "title: Part 2: the end\n", (1, 14), "Y123", "quotes"),
        ("apostrophe in single quotes", "a: 'L'école'\n", (1, 7), "Y122", "''"),
        ("quote in double quotes", 'a: "say "hi" now"\n', (1, 10), "Y122", "quote"),
        ("unclosed double quote", 'a: "x\nb: 1\n', (1, 4), "Y122", "closing"),
        ("unclosed single quote", "a: 'x\nb: 1\n", (1, 4), "Y122", "closing"),
        ("unclosed list", "a: [1, 2\nb: 3\n", (1, 4), "Y122", "]"),
        ("unclosed mapping", "a: {fr: x, en: y\n", (1, 4), "Y122", "}"),
        ("at sign", "a: @x\n", (1, 4), "Y123", "quotes"),
        ("percent sign", "a: %x\n", (1, 4), "Y123", "quotes"),
        ("backtick", "a: `x`\n", (1, 4), "Y123", "quotes"),
        ("ampersand", "a: & b\n", (1, 4), "Y123", "quotes"),
        ("closing bracket", "a: ]\n", (1, 4), "Y123", "quotes"),
        ("unknown escape", 'a: "C:\\q"\n', (1, 7), "Y124", "\\\\"),
        ("missing colon", "titre\nb: 1\n", (2, 2), "Y125", "name: value"),
        ("missing blank after the colon", "a:1\nb: 1\n", (2, 2), "Y125", "blank"),
        ("block text not indented", "a: |\ntext\nb: 1\n", (2, 1), "Y125", "indent"),
        ("field too far right", "a: x\n  b: 1\n", (2, 4), "Y126", "Align"),
        ("field not far enough", "a:\n  b: 1\n c: 2\n", (3, 2), "Y126", "Align"),
        ("list item misplaced", "a:\n  - x\n - y\n", (3, 2), "Y126", "Align"),
        ("list on the line of its field", "a: - x\n", (1, 4), "Y126", "own line"),
        ("text after the fold sign", "a: > x\n", (1, 6), "Y123", "below"),
    ],
)
def test_a_syntax_error_has_its_place_and_a_remedy(
    defect: str, text: str, place: tuple[int, int] | None, code: str, remedy: str
) -> None:
    (problem,) = load(text.encode(), "x.yml").problems
    assert problem.code == code, problem
    assert place is None or (problem.line, problem.column) == place
    assert remedy in problem.hint


def test_places_are_found_for_every_value_and_key() -> None:
    text = "a:\n  - x\n  - {b: 1, ç: [é, ü]}\n"
    document = load(text.encode(), "x.yml")
    assert document.place(("a",)) == (2, 3)
    assert document.key_place(("a",)) == (1, 1)
    assert document.place(("a", 1, "ç", 1)) == (3, 19)
    assert document.key_place(("a", 1, "ç")) == (3, 12)
    assert document.place(("a", 1, "missing", 4)) == (3, 5)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "نور الهدى",
        "毛利 蘭",
        "Zoë 🧑‍🔬 Ångström",
        "Ngũgĩ wa Thiong'o",
        "ا" * 300,
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "e\u0301",
    ],
)
def test_names_in_any_script_arrive_unchanged(name: str) -> None:
    document = load(f'name: "{name}"\n'.encode(), "x.yml")
    assert (document.data, document.problems) == ({"name": name}, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=8), JSON, min_size=1, max_size=5), st.booleans())
def test_what_pyyaml_writes_is_read_back(value: dict[str, object], flow: bool) -> None:
    text = yaml.dump(value, allow_unicode=False, default_flow_style=flow, default_style='"', sort_keys=False)
    # In the style '"' PyYAML tags everything that is not text, which is how it keeps types.
    text = text.replace("!!int ", "").replace("!!bool ", "").replace("!!null ", "")
    document = load(text.encode(), "x.yml")
    assert document.problems == ()
    assert document.data == yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds text only


@given(st.text(alphabet="ab:- \n'\"[]{},#&*!|>%@`\t?0", max_size=60))
def test_the_loader_agrees_with_pyyaml_on_what_is_yaml(text: str) -> None:
    document = load(text.encode(), "x.yml")
    try:
        node = yaml.compose(text, Loader=strict._LOADER)
    except yaml.YAMLError:
        assert document.problems
        return
    if not document.problems:
        assert document.data == _oracle(node)


def _oracle(node: yaml.Node | None) -> object:
    """Build the data from PyYAML's own tree, with the scalars of YAML 1.2."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _oracle(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_oracle(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return node.value if node.style else resolve(node.value)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_loader_raise(data: bytes) -> None:
    document = load(data, "x.yml")
    assert document.readable or document.problems


@given(st.text(max_size=100))
def test_no_text_makes_the_loader_raise(text: str) -> None:
    document = load(text.encode("utf-8", "surrogatepass"), "x.yml")
    for problem in document.problems:
        assert problem.line >= 0
        assert str(problem).isprintable()


@given(st.text(alphabet="ab:- \n'\"[]{},#&*!|>%\\uUx0123", max_size=60))
def test_the_fallback_parser_gives_the_same_data(text: str) -> None:
    quick = load(text.encode(), "x.yml")
    loader, strict._LOADER = strict._LOADER, yaml.SafeLoader  # type: ignore[misc]
    try:
        slow = load(text.encode(), "x.yml")
    finally:
        strict._LOADER = loader  # type: ignore[misc]
    if not quick.problems and not slow.problems:
        assert quick.data == slow.data
