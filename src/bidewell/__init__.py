"""Bidewell: who stays in treatment, who may leave, and what goes with staying."""

__version__ = "0.1.0"
