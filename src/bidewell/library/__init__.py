"""The library as people import it: a program, a specification, a fit. All are frozen values; nothing is global."""
