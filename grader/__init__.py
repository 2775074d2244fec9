"""gradient-grader: an automated grader for matrix-calculus homework."""

from grader.comparison.ladder import compare
from grader.errors import AnswerError, ShapeError

__all__ = ["AnswerError", "ShapeError", "compare"]
