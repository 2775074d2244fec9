# tries: the grader's own modules
# must: is not there
from grader.comparison.functions import cases
