"""What a program keeps: one Django app, one table a file, constraints in the database, and who may see what."""
