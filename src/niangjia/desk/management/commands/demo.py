"""`niangjia demo`: an invented bureau to try the program with."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from niangjia.accounts.commands import system_user
from niangjia.accounts.models import Unit, User
from niangjia.desk.demo import ALL_SIGN_INS
from niangjia.desk.demo.bureau import build_bureau
from niangjia.desk.demo.cast import Staff
from niangjia.desk.demo.clues import tell_clues
from niangjia.desk.demo.leaving import let_leave
from niangjia.desk.demo.life import YEARS, live
from niangjia.desk.demo.pairing import tell_pairing
from niangjia.desk.demo.plans import tell_plans
from niangjia.desk.demo.referrals import ask_departments
from niangjia.desk.demo.reviews import tell_reviews
from niangjia.desk.demo.rules import tell_story_of_rules
from niangjia.desk.demo.training import tell_training
from niangjia.desk.demo.transfers import move_some
from niangjia.desk.demo.way import send_on_their_way
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock


class Command(BaseCommand):
    """Makes units, sign-ins and households with three years of history. Nobody in it exists."""

    help = "Make an invented bureau: its units, sign-ins, households with three years of history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, default=600, help="how many families ever filed (default 600)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bureau (default 1)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError("There is a bureau already. The demo goes into an empty database only.", returncode=1)
        if options["households"] < 1:
            raise CommandError("--households must be at least 1.", returncode=1)
        by = system_user()
        units = build_bureau(since=clock.today() - timedelta(days=365 * YEARS), by=by)
        live(units, households=options["households"], seed=options["seed"], by=by, progress=self._progress)
        staff = Staff(*map(self._who, ("farm", "clerk", "reviewer", "chair", "department", "hospital")))
        farm, seed = units[1], options["seed"]
        with transaction.atomic():
            tell_clues(farm, officer=staff.officer, clerk=staff.clerk)
            send_on_their_way(farm, staff, seed=seed)
            let_leave(farm, staff, seed=seed)
            move_some(units, staff, seed=seed)
            ask_departments(farm, staff, seed=seed)
            tell_reviews(units, clerk=staff.clerk, officer=staff.officer, reviewer=staff.reviewer)
            tell_plans(units, clerk=staff.clerk, officer=staff.officer, approver=staff.approver)
            tell_training(units, clerk=staff.clerk, approver=staff.approver, cadre=self._who("cadre"))
            tell_pairing(units, clerk=staff.clerk, cadre=self._who("cadre"), by=by)
            tell_story_of_rules(clerk=staff.clerk, leader=self._who("leader"))
        count = Dossier.objects.filter(state__in=ON_FILE).count()
        self.stdout.write(f"{options['households']} households, {count} dossiers on file today.")
        for sign_in in ALL_SIGN_INS:
            self.stdout.write(f"  {sign_in.username:<11} {sign_in.password}  {sign_in.role.zh} / {sign_in.role.en}")

    def _who(self, username: str) -> User:
        return User.objects.get(username=username)

    def _progress(self, done: int, total: int) -> None:
        end = "\n" if done == total else ""
        self.stderr.write(f"\r  {done}/{total} households", ending=end)
        self.stderr.flush()
