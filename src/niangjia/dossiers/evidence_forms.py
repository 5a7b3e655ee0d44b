"""Forms of evidence: what is handed in, and why a file is withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.people import codes
from niangjia.people.models import Membership, Person, WithdrawalReason

MOST_FILES = 10
OF_ALL = "household"


class FilesInput(forms.FileInput):
    """Takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, `most` at a time; what they are is looked at by whoever takes them in, one by one."""

    widget = FilesInput

    def __init__(self, *, most: int = MOST_FILES, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list. Raises ValidationError for none where one is needed, an empty name, or more than `most`."""
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        if len(given) > self.most:
            raise forms.ValidationError(
                _("Hand in at most %(limit)s files at a time.") % {"limit": self.most}, code="too-many"
            )
        return [each for each in (super(FilesField, self).clean(each, initial) for each in given) if each is not None]


class EvidenceForm(forms.Form):
    """Files of one kind about one person, or about the household."""

    kind = forms.ChoiceField(label=pgettext_lazy("evidence", "Kind"))
    about = forms.ChoiceField(label=pgettext_lazy("evidence", "About"))
    papers = FilesField(
        label=_("Photos or PDFs"),
        allow_empty_file=True,  # told with the others that cannot be taken
        help_text=_("Up to 10 files of 20 MB each. Where and with what a photo was taken is removed from it."),
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf", "multiple": True}),
    )
    is_original_seen = forms.BooleanField(label=_("I have held the original beside it"), required=False)

    def __init__(self, data: Any, files: Any, *, members: Sequence[Membership]) -> None:
        super().__init__(data, files, label_suffix="")
        self._persons = {str(member.person_id): member.person for member in members}
        self.fields["kind"].choices = [("", _("Please choose")), *codes.ATTACHMENT_KINDS.choices()]  # type: ignore[attr-defined] # a ChoiceField
        named = [(key, person.name) for key, person in self._persons.items()]
        self.fields["about"].choices = [(OF_ALL, pgettext_lazy("evidence", "The household")), *named]  # type: ignore[attr-defined] # a ChoiceField

    def papers_given(self) -> "list[UploadedFile[Any]]":
        """The files in the order they were chosen in."""
        return list(self.cleaned_data["papers"])

    @property
    def person(self) -> Person | None:
        """Whom the files are about; None for the household."""
        return self._persons.get(self.cleaned_data["about"])


class WithdrawalForm(forms.Form):
    """Why a file counts no more."""

    reason = forms.ChoiceField(label=_("Reason"), choices=WithdrawalReason.choices)
