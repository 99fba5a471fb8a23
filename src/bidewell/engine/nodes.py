"""Where a normal variable is looked at, and with which weights, to integrate over it (Gauss-Hermite)."""

import numpy as np

NODES_USED = 7  # agreed with 11 to ten digits at realistic loadings
NODES, _RAW = np.polynomial.hermite_e.hermegauss(NODES_USED)
WEIGHTS = _RAW / _RAW.sum()
