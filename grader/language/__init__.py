"""What was written, and what it means: text → tokens → tree as written → tree as meant."""
