"""What an answer depends on: priors, the definition of leaving, what nobody recorded, and the alliance being in it."""
