"""The clinic's nouns and the rules of time. Standard library only: all may import it, it imports nothing."""
