"""Every write to the record of acts: the one row of each act, its link, and what is done with the record itself."""

from niangjia.audit.commands.keeping import copy_record, current_head, print_head, rotate_key, verify_record
from niangjia.audit.commands.recording import link_waiting, record

__all__ = ["copy_record", "current_head", "link_waiting", "print_head", "record", "rotate_key", "verify_record"]
