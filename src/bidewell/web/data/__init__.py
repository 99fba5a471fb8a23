"""For the data manager: imports, exports, jobs, instruments. No clinical page."""
