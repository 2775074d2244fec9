"""What can be wrong with a question for a derivative."""

from __future__ import annotations

from grader.errors import GraderError


class CalculusError(GraderError):
    """A derivative that does not exist, or that no matrix expression says."""
