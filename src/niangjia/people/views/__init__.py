"""Pages of the register of impact assessments."""
