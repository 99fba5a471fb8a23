"""The clinic's nouns and the rules of time. Standard library only; everything else may import it, it imports nothing."""
