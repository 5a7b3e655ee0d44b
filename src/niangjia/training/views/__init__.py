"""The pages of training and work."""
