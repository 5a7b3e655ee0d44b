"""Backups: one sealed file that holds the database and the files, restored and tried out by the program itself.

`making` writes one, `restoring` puts one back, `drilling` does both and notes the result. `places` says where things
lie, `sealing` how they are encrypted, `copying` how a database is copied while it is in use. docs/backup.md is for
those who run it.
"""
