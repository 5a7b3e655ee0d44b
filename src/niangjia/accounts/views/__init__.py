"""Pages of accounts: sign-in, rights, units, users and appointments."""
