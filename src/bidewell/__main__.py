"""`python -m bidewell` is the bidewell command."""

from bidewell.cli.main import main

main()
