"""`make rehearsal`: two weeks of a panel around each clock change, and a short report."""

import os
import sys

from benchmarks.rehearsal.both import main

if __name__ == "__main__":
    sys.exit(main(os.environ))
