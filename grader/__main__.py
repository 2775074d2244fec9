"""The command `grader`, and `python -m grader`: arguments in, exit code out."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command that was typed and leave with its exit code."""
    # What a start loads stays until the end: to look for garbage in it takes a quarter of a start.
    # The front door looks again once the command is loaded.
    gc.disable()
    from grader.cli import main as called

    called()


if __name__ == "__main__":
    main()
