"""The kinds of arrays that the model works with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.int64]
"""Columns or rows, -1 for none."""
Flags = NDArray[np.bool_]
