"""G-CRM: from a coalition's files to who to reach, where, and with what."""

import os
import platform
import time

__version__ = "0.1.0"

# OpenBLAS picks its routines by processor and cores, and with them the last digits of what solvers answer. One choice
# for all machines, made before numpy is loaded, keeps the tables of a laptop and of a cluster the same.
SAME_DIGITS = {"OPENBLAS_NUM_THREADS": "1"} | (
    {"OPENBLAS_CORETYPE": "Haswell"} if platform.machine() in ("x86_64", "AMD64") else {}
)
# Rows that reach Python carry the process's own time; the ledger's are compared with what it wrote, in UTC.
SAME_EVERYWHERE = {**SAME_DIGITS, "TZ": "UTC"}
os.environ.update(SAME_EVERYWHERE)
time.tzset()
