"""Files people hand in as evidence: what they are by their content, and the same content without what hides in it."""

from niangjia.people.evidence_files.cleaning import CleanFile, RefusedFile, clean, refuse_large
from niangjia.people.evidence_files.kinds import ENDINGS, MAX_BYTES, MEDIA_TYPES

__all__ = ["ENDINGS", "MAX_BYTES", "MEDIA_TYPES", "CleanFile", "RefusedFile", "clean", "refuse_large"]
