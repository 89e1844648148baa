"""The workshop: set-up, checks and generators. Nothing here ships with the product."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("Salus needs Python 3.11, 3.12 or 3.13; name one with `make … PYTHON=/path/to/python3.11`.")
