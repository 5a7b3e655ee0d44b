"""The form by which an installation changes the chain: for each act its limit, its roles, and what is done at once."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Role
from niangjia.dossiers.chain import NATIONAL, Act, Chain
from niangjia.dossiers.chain_changes import LONGEST_LIMIT


class ChainForm(forms.Form):
    """Fields are named after the acts: `limit-review`, `roles-review`, `joined-review`."""

    reason = forms.CharField(label=_("Why it is changed"), max_length=200, help_text=_("It stands on the record."))

    def __init__(self, data: Any, chain: Chain) -> None:
        super().__init__(data, label_suffix="")
        self.chain = chain
        for act in chain.acts.values():
            if act.limit is not None:
                self.fields[f"limit-{act.code}"] = _limit(act)
            if act.forward:
                self.fields[f"roles-{act.code}"] = _roles(chain, act)
            if act.joins:
                self.fields[f"joined-{act.code}"] = forms.BooleanField(
                    label=_("At once with the step before, by one person"),
                    required=False,
                    initial=act.code in chain.joined,
                )

    def sections(self) -> list[tuple[Act, list[BoundField]]]:
        """The fields of each act, in the order of the work."""
        found = []
        for act in self.chain.acts.values():
            names = (f"roles-{act.code}", f"joined-{act.code}", f"limit-{act.code}")
            if fields := [self[name] for name in names if name in self.fields]:
                found.append((act, fields))
        return found

    def settings(self) -> dict[str, Any]:
        """What was chosen, for the command. Only after `is_valid`."""
        given = self.cleaned_data
        limits, roles = _of("limit-", given), _of("roles-", given)
        joined = [act for act, is_joined in _of("joined-", given).items() if is_joined]
        return {"limits": limits, "roles": roles, "joined": joined, "reason": given["reason"]}


def _of(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(kind): value for name, value in given.items() if name.startswith(kind)}


def _limit(act: Act) -> forms.IntegerField:
    label = _("Working days that the notice hangs") if act.at_least else _("Working days until the next step is due")
    return forms.IntegerField(label=label, initial=act.limit, min_value=1, max_value=LONGEST_LIMIT)


def _roles(chain: Chain, act: Act) -> forms.MultipleChoiceField:
    able = NATIONAL.rights[act.code].roles
    return forms.MultipleChoiceField(
        label=_("Who does it"),
        choices=[(role.value, role.label) for role in Role if role in able],
        initial=sorted(chain.roles_of(act.code)),
        widget=forms.CheckboxSelectMultiple,
    )
