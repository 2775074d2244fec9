"""The version of the grader; packaging and reports read it here."""

from __future__ import annotations

VERSION = "0.1.0"
