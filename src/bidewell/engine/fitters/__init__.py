"""How a model is fitted: the mode, the estimated scales, and the posterior around them."""
