# tries: to have the rest of its file run for ever
# must: IT FAILED | loops
import sys
exec(compile("\n" * 100 + "raise ValueError('IT FAILED')", "lies_about_its_lines.py", "exec"))
raise ValueError("never reached")
