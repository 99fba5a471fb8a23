"""What is fitted: the panel's rows as the engine reads them, the terms, and the fits of a program."""
