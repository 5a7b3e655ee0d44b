"""The pages of yearly reviews."""
