"""When a posterior may be believed."""

# Pareto's k of the importance weights above which they are not close enough to the posterior (Vehtari et al. 2024).
HIGHEST_TRUSTED_K = 0.7
