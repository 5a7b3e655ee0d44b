"""The official forms of a dossier on paper: what each says, from the same reads as the pages. Nothing here writes."""
