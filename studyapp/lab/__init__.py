"""The one door to the simulator: examples are run, claims checked and variants drawn here."""

import os

# Read by NumPy's OpenBLAS when it is first imported. The products of a teaching-size net take microseconds;
# handing them to a second thread costs more than it saves, and far more on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
