"""Kill a server or a worker with -9 at an exact point of its work, from within.

Python imports this at the start of every process on whose PYTHONPATH this folder lies. A process that is no part of
Salus, or for which no place of orders is named, is left as it is. The product knows nothing of it.
"""

from __future__ import annotations

import os
import sys

if (place := os.environ.get("SALUS_BENCH_ORDERS")) and {"up", "serve", "work"} & set(sys.orig_argv):
    from bench.inject.points import obey

    obey(place)
