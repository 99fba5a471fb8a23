"""Time to an ending, described: cumulative incidence, life tables and proportions, in NumPy.

Arrays in, estimates out; knows nothing of clients. Depended on by `analysis.description`.
"""
