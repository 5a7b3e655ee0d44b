"""Some words of trouble of the last weeks in the demo bureau, in every state a clue can be in."""

from datetime import date, timedelta
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.clues.commands import help_clue, link_clue, merge_clue, refuse_clue, report_clue, watch_clue
from niangjia.clues.models import Clue
from niangjia.clues.records import Word
from niangjia.desk.demo.cast import days_ago
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id

WORDS = [
    (34, "郑国梁", "工伤住院两个月，家里只靠低保", "visit", "关志林"),
    (21, "冯玉珍", "丈夫突发脑出血，手术费还差四万", "informant", "尤春林"),
    (12, "冯玉珍", "女儿来电话说父亲在抢救，钱不够", "hotline", "值班热线"),
    (20, "佟海山", "冬季采伐摔断了腿，住院已经垫了三万", "informant", "尤春林"),
    (18, "佟海山", "医院说他家欠着住院费，爱人没有工作", "department", "白桦岭旗人民医院"),
    (9, "魏长河", "房子夜里失火，没有住处", "department", "防火办"),
    (8, "卢桂芝", "孩子考上大学，学费没有着落", "own", "卢桂芝"),
    (5, "戚宝山", "医保大额支出名单里有他，人在外地治病", "register", "局医保办"),
    (4, "常秀英", "单位来电话说她家这个月水电费也欠了", "hotline", "值班热线"),
    (3, "常秀英", "下岗后一直没找到活，冬天取暖费交不上", "informant", "尤春林"),
    (1, "仲海涛", "老伴走了，一个人带两个孙子", "visit", "关志林"),
]
"""Days ago, who, what, from where, who knew first."""


def tell_clues(unit: Unit, *, officer: User, clerk: User) -> None:
    """Report the words at a unit, each on its day, and let some of them come to an end."""
    told_of = [_report(unit, officer, *word) for word in WORDS]
    first, stroke, again, broken_leg, bill, fire, school, *_to_be_looked_at = told_of
    with days_ago(7):
        given: dict[str, Any] = {"help_given": "现金一千元、棉被两床", "is_emergency": True}
        help_clue(fire, helped_on=clock.today(), helped_by="关志林", **given, by=officer)
    with days_ago(11):
        merge_clue(again, into=stroke, seen=again.seen, by=clerk)
    with days_ago(17):
        merge_clue(bill, into=broken_leg, seen=bill.seen, by=clerk)
    with days_ago(4):
        told: dict[str, Any] = {"told_on": clock.today(), "told_how": "in-person"}
        refuse_clue(school, reason="家庭收入高于标准，已介绍国家助学贷款", **told, seen=school.seen, by=clerk)
    _file_first(unit, first, clerk)
    with days_ago(2):
        later = clock.today() + timedelta(days=30)
        stroke.refresh_from_db()
        watch_clue(stroke, next_look_on=later, reason="等医保报销之后再看缺口", seen=stroke.seen, by=clerk)


def _file_first(unit: Unit, clue: Clue, clerk: User) -> None:
    dossier = Dossier.objects.filter(unit=unit, closed_on=None).order_by("opened_on", "pk").first()
    if dossier is not None:
        with days_ago(20):
            link_clue(clue, dossier, seen=clue.seen, by=clerk)


def _report(unit: Unit, by: User, days: int, name: str, story: str, source: str, known_by: str) -> Clue:
    with days_ago(days):
        known_on: date = clock.today() - timedelta(days=days % 3)
        word = Word(name=name, story=story, source=source, known_by=known_by, known_on=known_on)
        return report_clue(word, unit=unit, form_key=new_id(), by=by)
