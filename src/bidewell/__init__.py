"""Bidewell: who stays in treatment, who may leave, and what goes with staying."""
