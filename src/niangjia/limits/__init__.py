"""Working days: which days the State Council gave off, which weekend days are worked instead, and counting by them."""
