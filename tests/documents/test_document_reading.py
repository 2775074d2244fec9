"""YAML → texts as they were typed, each with its place."""

from __future__ import annotations

import pytest
import yaml

from grader.documents import reading
from grader.documents.reading import DocumentError, first_text, read_document
from grader.documents.tree import Refused, Table, Text, from_plain, to_plain, verbatim


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def loader(request, monkeypatch):
    """Both of PyYAML's readers; the slow one is all there is where libyaml is missing."""
    if request.param == "python":
        monkeypatch.setattr(reading, "LOADER", yaml.SafeLoader)


def value(text):
    """The text that is read for `3a: …`."""
    table = read_document(f"# comment\n3a: {text}\n")
    assert isinstance(table, Table)
    return verbatim(table.entries[0][1])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1e-8", "1e-8"),
        ("no", "no"),
        ("~", "~"),
        ("", ""),
        ("1:30", "1:30"),
        ("0x10", "0x10"),
        ("2026-11-22", "2026-11-22"),
        ("[a, b]", "[a, b]"),
        ("[ a,b , [c] ]  # list", "[ a,b , [c] ]"),
        ("[x - 2*x*y^3/(1 + exp(-x)), z]", "[x - 2*x*y^3/(1 + exp(-x)), z]"),
        ("['a', \"b]\"]", "['a', \"b]\"]"),
        ("{a: b}", "{a: b}"),
        ("x·xᵀ 李", "x·xᵀ 李"),
        ("-x", "-x"),
        ("'A'", "A"),
        ('"a\\tb"', "a\tb"),
        (">-\n  folded\n  text", "folded text"),
        ("|-\n  two\n  lines", "two\nlines"),
        ("two\n  lines", "two lines"),
        ("[a,\n  b]", "[a,\n  b]"),
        ("x # comment", "x"),
    ],
)
def test_a_value_is_the_text_that_was_typed(typed, read):
    assert value(typed) == Text(read, *value(typed)[1:])


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_brackets_are_cut_out_right_behind_any_characters(ending):
    text = f"# 李ᵀ½{ending}a: ½ᵀ{ending}b: [ᵀ, 李]{ending}c: [x]{ending}"
    table = read_document(text)
    assert [verbatim(node).value for _, node in table.entries] == ["½ᵀ", "[ᵀ, 李]", "[x]"]


@pytest.mark.parametrize(
    ("typed", "column"),
    [("abc", 5), ("'abc'", 6), ('"abc"', 6), ("[abc]", 5)],
)
def test_a_one_line_text_knows_the_column_of_its_first_character(typed, column):
    text = value(typed)
    assert (text.line, text.column + text.lead) == (2, column)


@pytest.mark.parametrize("typed", [">-\n  folded", "two\n  lines", '"a\\tb"'])
def test_a_text_that_differs_from_the_file_does_not(typed):
    assert value(typed).lead == -1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("*x", "`*x` is a YAML alias"),
        ("&x y", "a YAML anchor (`&…`)"),
        ("!x", "a YAML tag (`!…`)"),
        ("!!python/object:os.system x", "a YAML tag (`!…`)"),
        ("!!seq [a]", "a YAML tag (`!…`)"),
        ("\n  - a\n  - b", "a list with dashes in place of a text"),
        ("\n  a: b", "a table in place of a text"),
    ],
)
def test_what_only_yaml_has_is_refused_where_it_stands(typed, why):
    refused = value(typed)
    assert isinstance(refused, Refused)
    assert refused.why == why


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "an empty file"),
        ("# only a comment\n", 1, 1, "an empty file"),
        ("a: 'A'*x\n", 1, 7, reading.BROKEN),
        ("a: x\nb: [x]*2\n", 2, 7, reading.BROKEN),
        ("a: @x\n", 1, 4, reading.BROKEN),
        ("a: b: c\n", 1, 5, reading.BROKEN),
        ("a: b\n---\nc: d\n", 3, 1, "a second document"),
        ("[a]: b\n", 1, 1, "this cannot be a key"),
        ("a: \x07\n", 1, 4, "the character U+0007 cannot stand in YAML"),
        ("a: b\nc: " + "[" * 50, 2, 43, "nested more than 40 deep"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(text, line, column, message):
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    found = caught.value.complaint
    assert (found.line, found.column, found.message) == (line, column, message)


def test_a_repeated_key_is_kept_for_the_reader_to_complain_of():
    assert [key.value for key, _ in read_document("a: 1\na: 2\n").entries] == ["a", "a"]


def test_aliases_are_not_expanded():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    table = read_document(bomb)
    assert verbatim(table.entries[1][1]).why == "a YAML anchor (`&…`)"
    assert len(str(to_plain(table))) < 20 * len(bomb)


def test_a_tree_survives_its_plain_form():
    tree = read_document("a: 'x'\nb: [y, {c: d}]\ne: *f\n".replace("*f", "!f x"))
    assert from_plain(to_plain(tree)) == tree


@pytest.mark.parametrize("plain", [[], ["text"], ["text", 1, 2, 3, 4], ["list", "x", "", 1, 1], 3])
def test_a_spoilt_plain_form_is_refused(plain):
    with pytest.raises((ValueError, TypeError)):
        from_plain(plain)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("student: Alice\nsheet: x\n", "Alice"),
        ("sheet: x\nanswers: {student: Eve}\nstudent: Alice\n", "Alice"),
        ("student: Alice\n3a: 'A'*x\n", "Alice"),
        ("student: [a]\n", ""),
        ("sheet: student\nstudents: Eve\n", ""),
        ("- student\n- Eve\n", ""),
        ("student", ""),
        ("", ""),
        ("3a: 'A'*x\nstudent: Alice\n", ""),
    ],
)
def test_the_text_beside_a_key_is_found_without_reading_on(text, read):
    assert first_text(text, "student") == read
