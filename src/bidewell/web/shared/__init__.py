"""What pages of several audiences are made of."""
