"""Is it right, and how do we know: verdicts, the ladder of evidence, recognised mistakes."""
