"""Pages of dossiers and of the workbook import."""
