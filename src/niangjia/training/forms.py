"""Forms of training and work. Only the fields named here are read from what is sent; amounts are typed in yuan."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.kernel import clock
from niangjia.kernel.money import to_fen, yuan
from niangjia.people import codes as official
from niangjia.training.catalogue import codes
from niangjia.training.commands import CourseWords, Start, Told, VacancyWords
from niangjia.training.models import (
    Course,
    CourseKind,
    Presence,
    ProjectEnd,
    Reach,
    SkillsProfile,
    Vacancy,
    VacancyKind,
    WorkFollowUp,
)
from niangjia.training.presenting import CERTIFICATE_LEVELS, SKILL_LEVELS
from niangjia.training.rules import even_instalments

PLEASE_CHOOSE = ("", _("Please choose"))
LONGEST = 600


class YuanField(forms.CharField):
    """An amount typed in yuan; comes out as whole fen, 0 when left empty."""

    def __init__(self, label: Any, *, required: bool = False, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=required, max_length=20, widget=widget, **more)

    def clean(self, value: Any) -> Any:
        """The amount."""
        text = super().clean(value)
        try:
            amount = to_fen(text) if text else 0
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in yuan, such as 1200 or 1200.50.")) from error
        if amount < 0:
            raise forms.ValidationError(_("Give an amount that is not below nothing."))
        return amount


def _typed(fen: int) -> str:
    return yuan(fen).replace(",", "") if fen else ""


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def _words(label: Any, *, required: bool = False, rows: int = 2, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, **more)


def _list(name: str) -> list[tuple[str, Any]]:
    return list(codes(name).items())


def _choice(name: str, label: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=[PLEASE_CHOOSE, *_list(name)])


def _many(name: str, label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=_list(name), widget=forms.CheckboxSelectMultiple, **more
    )


def _units(units: Sequence[Unit]) -> dict[str, Unit]:
    return {str(each.pk): each for each in units}


class ProfileForm(forms.Form):
    """What somebody can do, wishes to do, and what suits them; a level for each skill of the list."""

    is_looking = forms.BooleanField(label=_("Looks for work now"), required=False)
    wishes = _many("skills", _("Would like to work in"))
    terms = _many("terms", _("Hours that suit"))
    reach = forms.TypedChoiceField(label=_("How far they can go"), coerce=int, choices=Reach.choices)
    jobless_since = _day(_("Without work since"), required=False)
    pay_now = YuanField(_("Earns now, a month (yuan)"), help_text=_("Leave empty for nothing."))
    is_landless = forms.ChoiceField(
        label=_("Lost the land to farm"), required=False,
        choices=[("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    is_asked = forms.BooleanField(label=_("The person has told what suits the body"), required=False)
    can = _many("abilities", _("What suits the body"), help_text=_("What one can do, never an illness."))
    cadre = forms.ChoiceField(label=_("Cadre who looks after them"), required=False)
    note = _words(pgettext_lazy("training", "Note"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, profile: SkillsProfile | None, cadres: Sequence[User], may_ask: bool
    ) -> None:  # fmt: skip
        super().__init__(data, label_suffix="", initial=_initial_profile(profile))
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
        "jobless_since": profile.jobless_since, "pay_now": _typed(profile.pay_now_fen), "is_asked": can is not None,
        "is_landless": {None: "", True: "yes", False: "no"}[profile.is_landless], "can": sorted(can or ()),
        "cadre": str(profile.cadre_id or ""), "note": profile.note.reveal() if profile.note else "",
        "seen": profile.seen,
    }  # fmt: skip


class CertificateForm(forms.Form):
    """A certificate that somebody holds."""

    skill = _choice("skills", _("Skill"))
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, choices=list(CERTIFICATE_LEVELS.items()))
    number = forms.CharField(label=_("Number"), required=False, max_length=40)
    issued_on = _day(_("Issued on"), required=False)


class CourseForm(forms.Form):
    """What is announced of a course."""

    union = forms.ChoiceField(label=_("Union"))
    title = forms.CharField(label=pgettext_lazy("course", "Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Held as"), choices=CourseKind.choices)
    provider = forms.CharField(label=_("Held by"), max_length=60, required=False)
    skill = _choice("skills", _("Skill"))
    level = forms.TypedChoiceField(
        label=pgettext_lazy("training", "Certificate"),
        coerce=int,
        choices=[(0, _("None of a level")), *CERTIFICATE_LEVELS.items()],
    )
    starts_on = _day(_("First day"))
    ends_on = _day(pgettext_lazy("course", "Last day"))
    place = forms.CharField(label=_("Place"), max_length=60)
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=500)
    audience = forms.CharField(label=_("For whom"), max_length=120, required=False)
    cost = YuanField(_("Cost for one person (yuan)"))
    payer = _choice("payers", _("Who pays"))
    asks = _many("abilities", _("What it asks of the body"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, units: Sequence[Unit], course: Course | None = None) -> None:
        super().__init__(data, label_suffix="", initial=_initial_course(course))
        self._units = _units(units)
        self.fields["union"].choices = [(key, str(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]
        if course is not None:
            del self.fields["union"]

    @property
    def unit(self) -> Unit:
        """The union. Only after `is_valid`, for a new one."""
        return self._units[self.cleaned_data["union"]]

    def said(self) -> CourseWords:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        names = ("title", "kind", "skill", "starts_on", "ends_on", "place", "seats", "payer", "level", "provider")
        same = {name: given[name] for name in (*names, "audience", "asks")}
        return CourseWords(**same, cost_fen=given["cost"])


def _initial_course(course: Course | None) -> dict[str, Any]:
    if course is None:
        return {"level": 5, "kind": CourseKind.OWN, "payer": "union"}
    names = ("title", "kind", "skill", "starts_on", "ends_on", "place", "seats", "payer", "level", "provider")
    same = {name: getattr(course, name) for name in (*names, "audience", "asks", "seen")}
    return same | {"cost": _typed(course.cost_fen)}


class VacancyForm(forms.Form):
    """What is announced of a vacancy."""

    union = forms.ChoiceField(label=_("Union"))
    title = forms.CharField(label=pgettext_lazy("vacancy", "Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=VacancyKind.choices)
    employer = forms.CharField(label=pgettext_lazy("vacancy", "Employer"), max_length=60)
    contact = forms.CharField(label=_("Whom to ask there"), max_length=120, required=False)
    posts = forms.IntegerField(label=_("Posts"), min_value=1, max_value=1000)
    pay_from = YuanField(_("Pay a month, from (yuan)"), required=True)
    pay_to = YuanField(_("to (yuan)"), required=True)
    terms = _choice("terms", _("Hours"))
    last_on = _day(_("Open until"))
    at = forms.ChoiceField(label=_("At one of our units"), required=False)
    place = forms.CharField(label=_("Place"), max_length=60)
    region = forms.RegexField(r"^\d{6}$", label=_("Code of the division (6 digits)"), strip=True)
    is_at_home = forms.BooleanField(label=_("Can be done at home"), required=False)
    skill = _choice("skills", _("Skill"))
    skill_level = forms.TypedChoiceField(
        label=_("Experience asked for"), coerce=int, choices=[(0, _("None")), *SKILL_LEVELS.items()]
    )
    level = forms.TypedChoiceField(
        label=_("Certificate asked for"), coerce=int, choices=[(0, _("None")), *CERTIFICATE_LEVELS.items()]
    )
    asks = _many("abilities", _("What it asks of the body"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, units: Sequence[Unit], places: Sequence[Unit], vacancy: Vacancy | None = None, region: str = ""
    ) -> None:
        super().__init__(data, label_suffix="", initial=_initial_vacancy(vacancy, region))
        self._units, self._places = _units(units), _units(places)
        self.fields["union"].choices = [(key, str(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]
        self.fields["at"].choices = [("", _("Elsewhere")), *((key, str(each)) for key, each in self._places.items())]  # type: ignore[attr-defined]
        if vacancy is not None:
            del self.fields["union"]

    @property
    def unit(self) -> Unit:
        """The union. Only after `is_valid`, for a new one."""
        return self._units[self.cleaned_data["union"]]

    def said(self) -> VacancyWords:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        names = ("title", "kind", "employer", "skill", "terms", "place", "region", "posts", "last_on", "contact")
        same = {name: given[name] for name in (*names, "skill_level", "level", "asks", "is_at_home")}
        at = self._places.get(given["at"])
        return VacancyWords(**same, pay_from_fen=given["pay_from"], pay_to_fen=given["pay_to"], at=at)


def _initial_vacancy(vacancy: Vacancy | None, region: str) -> dict[str, Any]:
    if vacancy is None:
        return {"region": region, "terms": "full-day", "last_on": clock.today() + timedelta(days=30)}
    names = ("title", "kind", "employer", "skill", "terms", "place", "region", "posts", "last_on", "is_at_home", "seen")
    same = {name: getattr(vacancy, name) for name in (*names, "skill_level", "level", "asks")}
    return same | {
        "pay_from": _typed(vacancy.pay_from_fen),
        "pay_to": _typed(vacancy.pay_to_fen),
        "at": str(vacancy.at_id or ""),
        "contact": vacancy.contact.reveal() if vacancy.contact else "",
    }


class YesForm(forms.Form):
    """That the person said yes: when and how."""

    agreed_on = _day(_("The person said yes on"))
    agreed_how = forms.ChoiceField(label=_("How"), choices=_list("agreed-how"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"agreed_on": clock.today()})


class NoteForm(forms.Form):
    """A few words, if there are any."""

    note = _words(pgettext_lazy("training", "Note"))


class ReasonForm(forms.Form):
    """Why, in a few words."""

    why = forms.CharField(label=pgettext_lazy("training", "Why"), max_length=120)


class OutcomeForm(forms.Form):
    """That somebody took part to the end: the day, what they paid, the certificate if there is one."""

    on = _day(_("Day"))
    number = forms.CharField(label=_("Number of the certificate"), required=False, max_length=40)
    paid = YuanField(_("Paid by the person (yuan)"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"on": clock.today()})


class LeaveForm(forms.Form):
    """That somebody left: the day, why, and a note."""

    on = _day(_("Day"))
    why = _choice("why-left", pgettext_lazy("training", "Why"))
    note = _words(pgettext_lazy("training", "Note"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="leave-%s", initial={"on": clock.today()})


class SubsidyForm(forms.Form):
    """What was paid back after the certificate."""

    amount = YuanField(_("Subsidy (yuan)"), required=True)
    on = _day(_("Paid on"))


class AttendanceForm(forms.Form):
    """Who came on a day; one choice for each person who has a place."""

    on = _day(_("Day"))

    def __init__(self, data: Any, people: Sequence[tuple[Any, str, str]], *, on: Any) -> None:
        super().__init__(data, label_suffix="", initial={"on": on})
        self._names = [str(pk) for pk, _name, _before in people]
        for pk, name, before in people:
            self.fields[str(pk)] = forms.ChoiceField(
                label=name, choices=Presence.choices, widget=forms.RadioSelect, initial=before or Presence.PRESENT
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The choice of each person."""
        return [self[name] for name in self._names]

    def presences(self) -> dict[str, str]:
        """What was chosen, by the id of the enrolment. Only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in self._names}


class StartForm(forms.Form):
    """How work began."""

    started_on = _day(_("First day of work"))
    contract = _choice("contracts", _("Contract"))
    contract_term = forms.ChoiceField(
        label=_("Term of the contract"), required=False,
        choices=lambda: [("", _("Not told")), *official.CONTRACT_TERMS.choices()],
    )  # fmt: skip
    pay_before = YuanField(_("Pay before, a month (yuan)"))
    pay = YuanField(_("Pay now, a month (yuan)"), required=True)

    def __init__(self, data: Any = None, *, before_fen: int = 0, pay_fen: int = 0) -> None:
        initial = {"started_on": clock.today(), "pay_before": _typed(before_fen), "pay": _typed(pay_fen)}
        super().__init__(data, label_suffix="", initial=initial)

    def start(self) -> Start:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        pays = {"pay_before_fen": given["pay_before"], "pay_fen": given["pay"]}
        return Start(given["started_on"], given["contract"], given["contract_term"], **pays)


class OwnWorkForm(StartForm):
    """Work that somebody found themselves."""

    title = forms.CharField(label=pgettext_lazy("vacancy", "Title"), max_length=60)
    employer = forms.CharField(label=pgettext_lazy("vacancy", "Employer"), max_length=60)
    field_order = ("title", "employer", "started_on", "contract", "contract_term", "pay_before", "pay")


class FollowUpForm(forms.Form):
    """Whether somebody is still there."""

    result = forms.ChoiceField(label=_("Still there?"), widget=forms.RadioSelect)
    on = _day(_("Asked on"))
    pay = YuanField(_("Pay now, a month (yuan)"))
    left_on = _day(_("If not: last day of work"), required=False)
    why = _choice("why-left", _("If not: why"), required=False)
    note = _words(pgettext_lazy("training", "Note"))

    def __init__(self, data: Any, follow_up: WorkFollowUp) -> None:
        initial = {"on": clock.today(), "pay": _typed(follow_up.placement.pay_fen)}
        super().__init__(data, label_suffix="", initial=initial)
        self.fields["result"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("there", _("Yes, still there")), ("left", _("No longer there")), ("missed", _("Could not be reached")),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who is not there has left for a reason."""
        given = super().clean() or {}
        if given.get("result") == "left" and not given.get("why"):
            self.add_error("why", _("Choose why."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = {name: self.cleaned_data[name] for name in ("result", "on", "left_on", "why", "note")}
        return told | {"pay_fen": self.cleaned_data["pay"]}


class ProjectForm(YesForm):
    """What a household will produce, and its yes."""

    kind = _choice("productions", _("What is produced"))
    plan = _words(_("Plan"), required=True, rows=4, help_text=_("What, how much, what it costs, who helps, who buys."))
    field_order = ("kind", "plan", "agreed_on", "agreed_how")


class LoanForm(forms.Form):
    """How a project begins: with or without money lent, in even monthly instalments."""

    started_on = _day(_("First day"))
    lender = _choice("lenders", _("Who lends"), required=False)
    lent = YuanField(_("Lent (yuan)"), help_text=_("Leave empty when nothing is lent."))
    count = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=60, initial=12)
    first_on = _day(_("First instalment on"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"started_on": clock.today(), "count": 12})

    def clean(self) -> dict[str, Any]:
        """Money that is lent is lent by someone, and paid back from a day on."""
        given = super().clean() or {}
        for name in ("lender", "first_on"):
            if given.get("lent") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("Needed when money is lent."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        lent, plan = told["lent"], []
        if lent:
            plan = even_instalments(lent, told["first_on"], told["count"])
        return {"started_on": told["started_on"], "lender": told["lender"], "lent_fen": lent, "plan": plan}


class PaymentForm(forms.Form):
    """What was paid of an instalment; `seen` is what had been paid before."""

    instalment = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    amount = YuanField(_("Paid (yuan)"), required=True)
    on = _day(_("Paid on"))


class LookForm(forms.Form):
    """How household production goes."""

    on = _day(_("Day"))
    said = _words(_("How it goes"), required=True, rows=3)
    income = YuanField(_("Brought in since the last time (yuan)"))
    loss = YuanField(
        _("Lost since the last time (yuan)"), help_text=_("Weather, illness of animals, prices: as it was.")
    )
    with_technician = forms.BooleanField(label=_("Somebody helped with the work"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"on": clock.today()})

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        money = {"income_fen": told["income"], "loss_fen": told["loss"]}
        return money | {name: told[name] for name in ("on", "said", "with_technician")}


class EndForm(forms.Form):
    """What is proposed for a loan; a new plan in even monthly instalments."""

    end = forms.ChoiceField(label=pgettext_lazy("project", "Proposed"), choices=ProjectEnd.choices)
    why = _words(pgettext_lazy("training", "Why"))
    count = forms.IntegerField(label=_("New instalments"), min_value=1, max_value=60, required=False)
    first_on = _day(_("First of them on"), required=False)

    def __init__(self, data: Any, *, balance_fen: int) -> None:
        super().__init__(data, label_suffix="")
        self._balance = balance_fen
        if not balance_fen:
            del self.fields["count"], self.fields["first_on"]
        ends = [each for each in ProjectEnd.choices if (each[0] == ProjectEnd.REPAID) == (not balance_fen)]
        self.fields["end"].choices = ends  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A new plan has a first day and a number of instalments; everything but repaid has a reason."""
        given = super().clean() or {}
        if given.get("end") == ProjectEnd.RESCHEDULED:
            for name in ("count", "first_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a new plan."))
        if given.get("end") != ProjectEnd.REPAID and not given.get("why"):
            self.add_error("why", _("Please say why."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        plan = []
        if told["end"] == ProjectEnd.RESCHEDULED:
            plan = even_instalments(self._balance, told["first_on"], told["count"])
        return {"end": told["end"], "why": told["why"], "plan": plan}
