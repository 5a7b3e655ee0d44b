"""The yearly review of dossiers on file, its spot check, and the lists that keep dossiers from going stale."""
