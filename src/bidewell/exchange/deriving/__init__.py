"""Episodes from an export of services: a mapping file, its rows, the cuts between episodes, the tables they make."""
