"""What is entered of a person: skills, wishes, certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.training.catalogue import codes
from niangjia.training.commands import Told
from niangjia.training.forms.fields import (
    PlainForm,
    YuanField,
    choice_of,
    choices_of,
    day_of,
    text_of,
    typed,
)
from niangjia.training.models import (
    Reach,
    SkillsProfile,
)
from niangjia.training.presenting import CERTIFICATE_LEVELS, SKILL_LEVELS


class ProfileForm(PlainForm):
    """What somebody can do, wishes to do, and what suits them; a level for each skill of the list."""

    is_looking = forms.BooleanField(label=_("Looks for work now"), required=False)
    wishes = choices_of("skills", _("Would like to work in"))
    terms = choices_of("terms", _("Hours that suit"))
    reach = forms.TypedChoiceField(label=_("How far they can go"), coerce=int, choices=Reach.choices)
    jobless_since = day_of(_("Without work since"), required=False)
    pay_now = YuanField(_("Earns now, a month (yuan)"), help_text=_("Leave empty for nothing."))
    is_landless = forms.ChoiceField(
        label=_("Lost the land to farm"), required=False,
        choices=[("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    is_asked = forms.BooleanField(label=_("The person has told what suits the body"), required=False)
    can = choices_of("abilities", _("What suits the body"), help_text=_("What one can do, never an illness."))
    cadre = forms.ChoiceField(label=_("Cadre who looks after them"), required=False)
    note = text_of(pgettext_lazy("training", "Note"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, profile: SkillsProfile | None, cadres: Sequence[User], may_ask: bool
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_initial_profile(profile))
        self._cadres = {str(each.pk): each for each in cadres}
        choices = [
            ("", pgettext_lazy("training", "Nobody yet")),
            *((key, str(each)) for key, each in self._cadres.items()),
        ]
        self.fields["cadre"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        if not may_ask:
            del self.fields["is_asked"], self.fields["can"]
        levels = [("0", "—"), *((str(level), words) for level, words in SKILL_LEVELS.items())]
        known = profile.skills if profile else {}
        for code, words in codes("skills").items():
            self.fields[f"skill-{code}"] = forms.TypedChoiceField(
                label=words,  # type: ignore[arg-type] # both languages, told when it is read
                coerce=int,
                choices=levels,
                required=False,
                empty_value="0",
                initial=str(known.get(code, 0)),
            )

    @property
    def skill_fields(self) -> list[forms.BoundField]:
        """The fields of skills, in the order of the list."""
        return [self[f"skill-{code}"] for code in codes("skills")]

    @property
    def has_skills(self) -> bool:
        """Whether any is known or was chosen: then they stand open."""
        return any(each.value() not in {None, "", "0"} for each in self.skill_fields)

    def told(self) -> Told:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        return Told(
            skills={code: level for code in codes("skills") if (level := int(given[f"skill-{code}"]))},
            wishes=given["wishes"],
            terms=given["terms"],
            reach=given["reach"],
            can=given["can"] if given.get("is_asked") else None,
            is_looking=given["is_looking"],
            jobless_since=given["jobless_since"],
            is_landless={"yes": True, "no": False}.get(given["is_landless"]),
            pay_now_fen=given["pay_now"],
            note=given["note"],
            cadre=self._cadres.get(given["cadre"]),
        )


def _initial_profile(profile: SkillsProfile | None) -> dict[str, Any]:
    if profile is None:
        return {"is_looking": True, "reach": Reach.COUNTY, "seen": ""}
    can = profile.abilities()
    return {
        "is_looking": profile.is_looking, "wishes": profile.wishes, "terms": profile.terms, "reach": profile.reach,
        "jobless_since": profile.jobless_since, "pay_now": typed(profile.pay_now_fen), "is_asked": can is not None,
        "is_landless": {None: "", True: "yes", False: "no"}[profile.is_landless], "can": sorted(can or ()),
        "cadre": str(profile.cadre_id or ""), "note": profile.note.reveal() if profile.note else "",
        "seen": profile.seen,
    }  # fmt: skip


class CertificateForm(PlainForm):
    """A certificate that somebody holds."""

    skill = choice_of("skills", _("Skill"))
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, choices=list(CERTIFICATE_LEVELS.items()))
    number = forms.CharField(label=_("Number"), required=False, max_length=40)
    issued_on = day_of(_("Issued on"), required=False)
