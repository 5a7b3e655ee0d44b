"""The launcher `nj`: standard library only."""
