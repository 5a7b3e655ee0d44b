"""Forms of training and work. Only the fields named here are read from what is sent; amounts are typed in yuan."""

from niangjia.training.forms.answers import (
    LeaveForm,
    NoteForm,
    ReasonForm,
    YesForm,
)
from niangjia.training.forms.courses import (
    AttendanceForm,
    CourseForm,
)
from niangjia.training.forms.enrolments import (
    OutcomeForm,
    SubsidyForm,
)
from niangjia.training.forms.people import (
    CertificateForm,
    ProfileForm,
)
from niangjia.training.forms.placements import (
    FollowUpForm,
    OwnWorkForm,
    StartForm,
)
from niangjia.training.forms.projects import (
    EndForm,
    LoanForm,
    LookForm,
    PaymentForm,
    ProjectForm,
)
from niangjia.training.forms.vacancies import (
    VacancyForm,
)

__all__ = [
    "AttendanceForm",
    "CertificateForm",
    "CourseForm",
    "EndForm",
    "FollowUpForm",
    "LeaveForm",
    "LoanForm",
    "LookForm",
    "NoteForm",
    "OutcomeForm",
    "OwnWorkForm",
    "PaymentForm",
    "ProfileForm",
    "ProjectForm",
    "ReasonForm",
    "StartForm",
    "SubsidyForm",
    "VacancyForm",
    "YesForm",
]
