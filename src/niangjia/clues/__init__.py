"""Clues: a first word of trouble, who knew, reported and helped first, and what became of it."""
