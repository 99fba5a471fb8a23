"""The statistics as a library of its own: panel arrays in, fitted model and predictions out."""
