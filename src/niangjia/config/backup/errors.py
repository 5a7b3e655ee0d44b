"""What can go wrong with backups, in words."""

from niangjia.kernel.errors import NiangjiaError


class CannotBackUp(NiangjiaError):
    """No backup was made: nothing with a backup's name has been left behind."""

    code = "cannot-back-up"


class CannotRestore(NiangjiaError):
    """Nothing was put in place."""

    code = "cannot-restore"


class DamagedBackup(CannotRestore):
    """The file is not a whole backup: changed, cut short, or never one."""

    code = "damaged-backup"


class WrongBackupKey(CannotRestore):
    """The key of backups is missing, damaged, or another one."""

    code = "wrong-backup-key"
