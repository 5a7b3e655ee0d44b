"""What the application's own user of PostgreSQL keeps of rights on the record, where another user owns the tables."""

FILLED = "key_id, algorithm, seal, sequence, digest"
TABLES = "audit_entry, audit_chainhead"


def statements_for(role: str) -> list[str]:
    """SQL to be run by the owner of the tables: add and link rows, move the head, and nothing else."""
    name = '"' + role.replace('"', '""') + '"'
    return [
        f"REVOKE ALL ON {TABLES} FROM PUBLIC, {name}",
        f"GRANT SELECT, INSERT ON {TABLES} TO {name}",
        f"GRANT UPDATE ({FILLED}) ON audit_entry TO {name}",
        f"GRANT UPDATE ON audit_chainhead TO {name}",
        f"GRANT USAGE ON SEQUENCE audit_entry_id_seq TO {name}",
    ]
