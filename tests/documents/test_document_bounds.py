"""What no file may cost more than: a moment."""

from __future__ import annotations

import pytest

from grader.documents.reading import DocumentError, first_text, read_document


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "a: " + "[" * 20_000,
        "a: " + "{b: " * 20_000,
        "a: [" + "x, " * 300_000,
        "{" + "a: b, " * 160_000,
        "a:\n" + " - x\n" * 200_000,
    ],
)
def test_what_is_deep_or_endless_is_refused_at_once(text):
    with pytest.raises(DocumentError):
        read_document(text)
    assert first_text(text, "student") == ""
