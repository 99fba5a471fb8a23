"""The demo: a program that never was, with made-up people, ending today. Only ever in a home folder of its own."""
