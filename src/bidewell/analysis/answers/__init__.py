"""What a program asks of its fits: what goes with staying, the claims one by one, therapists and sites side by side."""
