"""The verbs of an installation, one typed function each: what the commands of the clinic do, for Python.

`verbs` reads and writes folders and needs no database; what stands here runs on the installation in a home folder.
"""
