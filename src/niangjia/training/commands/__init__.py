"""Every write of this app."""

from niangjia.training.commands.courses import (
    CourseWords,
    announce_course,
    cancel_course,
    close_course,
    mark_attendance,
    revise_course,
)
from niangjia.training.commands.enrolments import (
    accept_enrolment,
    certify_enrolment,
    complete_enrolment,
    decline_enrolment,
    grant_subsidy,
    leave_enrolment,
    propose_enrolment,
    seat_enrolment,
    withdraw_enrolment,
)
from niangjia.training.commands.keeping import (
    forget_training,
    move_courses,
    move_vacancies,
)
from niangjia.training.commands.loans import (
    approve_end,
    propose_end,
    reject_end,
)
from niangjia.training.commands.placements import (
    Start,
    accept_placement,
    add_placement,
    decline_placement,
    end_placement,
    offer_placement,
    record_follow_up,
    start_placement,
    withdraw_placement,
)
from niangjia.training.commands.production import (
    plan_project,
    record_look,
    record_payment,
    start_project,
    withdraw_project,
)
from niangjia.training.commands.profiles import (
    Told,
    add_certificate,
    read_profile,
    record_profile,
    remove_certificate,
)
from niangjia.training.commands.vacancies import (
    VacancyWords,
    announce_vacancy,
    close_vacancy,
    revise_vacancy,
)

__all__ = [
    "CourseWords",
    "Start",
    "Told",
    "VacancyWords",
    "accept_enrolment",
    "accept_placement",
    "add_certificate",
    "add_placement",
    "announce_course",
    "announce_vacancy",
    "approve_end",
    "cancel_course",
    "certify_enrolment",
    "close_course",
    "close_vacancy",
    "complete_enrolment",
    "decline_enrolment",
    "decline_placement",
    "end_placement",
    "forget_training",
    "grant_subsidy",
    "leave_enrolment",
    "mark_attendance",
    "move_courses",
    "move_vacancies",
    "offer_placement",
    "plan_project",
    "propose_end",
    "propose_enrolment",
    "read_profile",
    "record_follow_up",
    "record_look",
    "record_payment",
    "record_profile",
    "reject_end",
    "remove_certificate",
    "revise_course",
    "revise_vacancy",
    "seat_enrolment",
    "start_placement",
    "start_project",
    "withdraw_enrolment",
    "withdraw_placement",
    "withdraw_project",
]
