# tries: to end while the code is loaded
# must: ends Python
import sys
sys.exit(0)
