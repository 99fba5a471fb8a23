"""The rows' side of a fit: partitions of clients that take parameters and return sums."""
