"""A household from its causes to a goal that was reached: each step by the pages of those who do it, on a phone.

A worker is ill, his wife has no work, their son is at school. The plan relieves today, secures the year, and finds her
a trade and a post; a cadre visits them; a year later she is still there.
"""

import re
from datetime import date, timedelta

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from niangjia.accounts.models import Role
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import give_consents
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.pairing.tests.factories import a_cadre, a_pair
from niangjia.people.models import Person
from niangjia.people.records import AmountRecord
from niangjia.people.tests.factories import YEAR
from niangjia.plans.models import PlannedMeasure
from niangjia.training.models import Placement
from niangjia.ui.testing import PHONE
from tests.journeys.walking import fill, look, picture

pytestmark = [pytest.mark.browser, pytest.mark.journey]
WORKER, WIFE, SON = "刘心红", "陈桂芳", "刘春生"
COURSE, POST = "食用菌栽培班", "菌包车间工人"
CADRE, OTHER = "关志林", "尤春林"


@pytest.fixture
def home(farm, clerk) -> Dossier:
    """The household on file, with the consent that the worker signed then."""
    spending = (AmountRecord("medical", 8_600_000, *YEAR),)
    ill = {"has_serious_illness": True, "health": "malignant-tumour", "phone": "13800000001"}
    idle = {"work_status": "unemployed", "is_able": True, "phone": "13800000002"}
    number = identity(date(1984, 3, 2), is_female=True)
    school = {"work_status": "student", "stage": "senior"}
    members = (
        person(WORKER, is_head=True, wage_fen=3_600_000, spending=spending, particulars=ill),
        person(WIFE, relation="spouse", identity_number=number, particulars=idle),
        person(SON, identity_number=identity(date(2009, 5, 6)), particulars=school),
    )
    dossier = file(home=household(*members), unit=farm, by=clerk, main_cause="own-serious-illness")
    give_consents(dossier, clerk, "sensitive")
    return dossier


@pytest.fixture
def desk(visit, someone, clerk, bureau, farm, other_farm):
    """Opens a page on the phone of somebody of the bureau: signed in anew each time, as after some days."""
    staff = {
        "clerk": clerk,
        "officer": someone(Role.UNIT_OFFICER, farm, "farm-officer"),
        "chair": someone(Role.APPROVER, bureau, "the-chair"),
        "leader": someone(Role.LEADER, bureau, "the-leader"),
        "cadre": someone(Role.PAIRING_CADRE, farm, "the-cadre"),
        "other": someone(Role.PAIRING_CADRE, other_farm, "other-cadre"),
    }
    for who, name in (("cadre", CADRE), ("other", OTHER)):
        staff[who].display_name = name
        staff[who].save()
    return lambda who, path="/": visit(path, user=staff[who], width=PHONE)


def reads(page: Page, *words: str) -> None:
    """A person reads all of this on the page."""
    for each in words:
        expect(page.locator("main").get_by_text(each).locator("visible=true").first).to_be_visible()


def press(page: Page, words: str, role: str = "button", *, within: str = "main") -> None:
    """Press a button by its words; nothing that was filled in is refused."""
    page.locator(within).get_by_role(role, name=words, exact=True).locator("visible=true").first.click()
    page.wait_for_load_state()
    expect(page.locator("main .field-errors, main .notice-bad")).to_have_count(0)
    look(page)


def follow(page: Page, words: str, *, within: str = "main") -> None:
    """Follow a link by its words."""
    press(page, words, "link", within=within)


def from_home(page: Page, words: str) -> None:
    """From the home page by what waits there."""
    look(page)
    follow(page, words, within="main table")


def from_the_bar(page: Page, words: str) -> None:
    """By the navigation of the phone, which has what is not daily behind one more touch."""
    page.locator(".rail-more").click()
    follow(page, words, within="body")


def the_row(page: Page, words: str, link: str) -> None:
    """In the row of somebody, what is done there."""
    page.locator("main tr", has_text=words).get_by_role("link", name=link).first.click()
    page.wait_for_load_state()
    look(page)


def diagnose(page: Page) -> None:
    """The causes as the decision gives them, what the clerk knows besides, and a talk about what she would like."""
    follow(page, "帮扶方案")
    reads(page, "还没有写明致困原因", "还没有谈过")
    press(page, "按认定结果带入")
    reads(page, "已带入 2 条致困原因", "本人大病", "家属下岗失业")
    follow(page, "添加致困原因")
    fill(page, code="schooling", person=SON, weight="1", words="明年高考，资料费不少")
    press(page, "登记")
    reads(page, "子女上学", "明年高考")
    follow(page, "谈一次心")
    reads(page, "这是谈心，不是考核")
    fill(page, person=WIFE, trade="would-learn", certificate="wants-one", finding="asked-more", plan="idea")
    fill(page, words="想在菌包厂上班，先学一门手艺")
    press(page, "加密保存")
    reads(page, "目前没有，愿意学", "想在菌包厂上班", "希望得到帮助的方面", "技能培训", "推荐合适岗位")
    follow(page, "去起草方案")


def put_in(page: Page, measure: str, **said: object) -> None:
    """Take up what the program proposes, and settle it with the household."""
    tier = page.locator("main details[id]", has_text=measure)
    if tier.get_attribute("open") is None:
        tier.locator("summary").click()
    follow(page, measure)
    reads(page, "和家庭商定的内容", "怎样算办成")
    fill(page, **said)
    press(page, "加入方案")


def draw_up(page: Page, year: int) -> None:
    """Every warning is read and answered but one, which is left to whoever approves."""
    press(page, f"起草 {year} 年方案")
    reads(page, "没有应急性措施", "没有保障性措施", "没有根本性措施", "适合急需住院、手术而一时拿不出钱的成员")
    put_in(page, f"医疗急难救助 · {WORKER}", note="住院押金先垫上", amount="3000")
    reads(page, f"方案全是给钱给物，而 {WIFE} 有劳动能力、目前没有工作。")
    put_in(page, f"医疗救助 · {WORKER}", amount="20000")
    put_in(page, f"技能培训 · {WIFE}", note=COURSE, responsible="")
    work = {"responsible": "结对干部", "goal_kind": "work", "goal_number": "12", "note": "离家近的岗位"}
    put_in(page, f"职业介绍 · {WIFE}", **work, due_on=add_months(clock.today(), 18))
    reads(page, "“子女上学”没有对应的措施。", "“技能培训”没有责任人。", "稳定工作满 12 个月")
    expect(page.get_by_text("方案全是给钱给物")).to_have_count(0)
    follow(page, "更改：技能培训")
    fill(page, responsible="单位工会干部")
    press(page, "保存修改")
    expect(page.get_by_text("没有责任人")).to_have_count(0)


def read_pdf(content: bytes) -> str:
    """What a sheet says."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def have_it_signed(page: Page) -> None:
    """The household's own sheet is printed, signed at home, and kept."""
    sheet = page.request.get(page.get_by_role("link", name="家庭方案单").first.get_attribute("href") or "")
    mark = re.search("核对码[^A-Z0-9]*([A-Z0-9]{6})", read_pdf(sheet.body()))
    assert mark, read_pdf(sheet.body())
    follow(page, "家庭已签字")
    reads(page, "打印方案单，念给家里人听", "“子女上学”没有对应的措施。")
    fill(page, who=WORKER, how="在家签字", mark=mark[1])
    scan = {"name": "方案单.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("[name=paper]").set_input_files(scan)  # type: ignore[arg-type] # a file payload
    press(page, "保存签字")
    reads(page, "签字已保存，已通知审批人", "家庭已签字，待批准", "在家签字")


def approve(page: Page) -> None:
    """Not without a reason, while a warning stands."""
    from_home(page, "待批准的帮扶方案")
    follow(page, WORKER)
    page.get_by_role("button", name="说明理由并批准").click()
    reads(page, "请简单写几句")
    look(page)
    page.get_by_label("仍然批准的理由").fill("助学由学校资助，今年先不列")
    press(page, "说明理由并批准")
    reads(page, "方案已批准", "执行中", "助学由学校资助，今年先不列")


def add_cadre(page: Page, name: str, unit: str, *knows: str) -> None:
    follow(page, "登记结对干部")
    fill(page, user=name, unit=unit)
    for each in knows:
        page.get_by_label(each).check()
    press(page, "登记")


def place(page: Page, unit: str, latitude: str, longitude: str) -> None:
    follow(page, f"填写位置：{unit}")
    fill(page, latitude=latitude, longitude=longitude)
    press(page, "保存")


def pair(page: Page) -> None:
    """Cadres and places are entered; the program says who fits and why; the clerk confirms."""
    follow(page, "结对帮扶")
    reads(page, "还没有人选", "就业与培训", "看病与医保报销")
    follow(page, "系统推荐结对")
    follow(page, "结对帮扶")
    follow(page, "结对干部")
    add_cadre(page, CADRE, "白桦林场", "看病与医保报销", "就业与培训")
    add_cadre(page, OTHER, "红松林场", "法律与赔偿")
    follow(page, "单位位置")
    place(page, "白桦林场", "50.78", "121.52")
    place(page, "红松林场", "51.60", "122.90")
    follow(page, "结对帮扶")
    follow(page, "系统推荐结对")
    press(page, "推荐")
    reads(page, "已证明没有更好的整体安排", "熟悉看病与医保报销", "就业与培训", f"还有名额的次优人选：{OTHER}")
    press(page, "确认 1 户结对")
    reads(page, "结对已确认，并已通知各位干部", CADRE)


def visit_them(page: Page, words: str) -> None:
    """The cadre writes down a visit, where they are, with a photo; leaves alone what is as it was."""
    follow(page, "登记走访")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 50.78, "longitude": 121.52, "accuracy": 20})
    page.get_by_label(WIFE, exact=True).check()
    page.get_by_label("谈了什么").fill(words)
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("照片").set_input_files(photo)  # type: ignore[arg-type] # a file payload
    page.get_by_role("button", name="添加我现在的位置").click()
    expect(page.locator("[data-locate-words]")).to_contain_text("已添加")


def send_it(page: Page, *found: str) -> None:
    """The form asks first whether there is a signal, so it goes a moment later."""
    page.get_by_role("button", name="发送", exact=True).click()
    reads(page, "已发送并保存", *found)
    look(page)


def make_the_first_visit(page: Page) -> None:
    """Her number is another one, and she would like to learn a trade."""
    follow(page, "我的结对户", within="body")
    reads(page, WORKER, "方案中由我负责的措施", "职业介绍", "下次走访")
    visit_them(page, "手术做完了，桂芳想学种菌子")
    page.locator("summary", has_text=WIFE).click()
    hers = page.locator("details", has_text=WIFE)
    hers.get_by_label("新电话号码").fill("13904701234")
    hers.get_by_label("想找活干").select_option("想学门手艺")
    send_it(page, "139******34", "想学门手艺", "就在白桦林场所在地", "看照片 1")
    follow(page, "我的结对户")
    reads(page, f"{clock.today()}")


def take_over(page: Page) -> None:
    """The number goes into the dossier; the wish leads to where skills are entered."""
    from_home(page, "走访发现，待办理")
    reads(page, "138******02", "139******34")
    press(page, "采纳")
    reads(page, "已采纳")
    assert Person.objects.get(name=WIFE).phone.reveal() == "13904701234"
    press(page, "已办")
    reads(page, "没有要办理的")


def ask_for_consent(page: Page) -> None:
    """What suits the body is asked once she has signed for it."""
    the_row(page, WIFE, "登记技能和意愿")
    reads(page, "还缺同意")
    follow(page, "打印同意书，或登记已签的同意")
    follow(page, "登记签署情况")
    page.get_by_label("敏感个人信息处理", exact=True).check()
    fill(page, person=WIFE, signed_on=clock.today(), given_how="paper", signed_by="self")
    press(page, "登记")


def enter_her_skills(page: Page) -> None:
    """Her wishes first, what suits her, and who looks after her."""
    follow(page, "培训就业")
    ask_for_consent(page)
    follow(page, "培训就业")
    the_row(page, WIFE, "登记技能和意愿")
    page.get_by_label("食用菌栽培", exact=True).first.check()
    page.get_by_label("全天", exact=True).check()
    page.get_by_label("可以长时间站立").check()
    fill(page, reach="本旗（市）", jobless_since=clock.today() - timedelta(days=500), pay_now="600")
    fill(page, is_asked=True, cadre=CADRE)
    press(page, "登记")
    reads(page, "目前在找工作", "长期失业人员", "还没有合适的岗位")


def announce_the_course(page: Page) -> None:
    """The officer of the farm announces it, and proposes it to her who wishes for it."""
    from_the_bar(page, "培训班")
    follow(page, "发布培训班")
    first = clock.today() + timedelta(days=7)
    fill(page, title=COURSE, skill="食用菌栽培", starts_on=first, ends_on=first + timedelta(days=13), seats="20")
    fill(page, place="林业局培训中心", audience="待岗职工和家属")
    press(page, "发布")
    reads(page, "谁想参加", WIFE)
    press(page, "推荐")
    reads(page, "请问一问本人", "已推荐，待本人答复")


def note_her_yes(page: Page, to: str, how: str) -> None:
    """The cadre asks her, and notes what she says."""
    from_home(page, "待本人答复：已推荐培训或岗位")
    follow(page, WIFE)
    follow(page, f"登记答复：{to}")
    reads(page, "本人不点头，什么都不办")
    fill(page, agreed_how=how)
    press(page, "本人同意")


def see_the_course_through(desk, moved) -> None:
    """Who came, the certificate, and what it means for the plan."""
    moved(clock.today() + timedelta(days=8))
    page = desk("officer")
    from_the_bar(page, "培训班")
    follow(page, COURSE)
    reads(page, "开班中")
    follow(page, "出勤")
    reads(page, WIFE)
    press(page, "登记")
    reads(page, "1/1")
    moved(clock.today() + timedelta(days=14))
    page = desk("officer")
    from_home(page, "培训班已结束：请登记结果")
    follow(page, COURSE)
    follow(page, WIFE)
    page.get_by_label("证书编号").fill("2026150785001")
    press(page, "取得证书")
    reads(page, "证书已登记", "看适合的岗位", "*********5001")
    follow(page, "技能培训 · 报告进展")
    reads(page, "取得证书")
    fill(page, state="达到目标", words="考取食用菌栽培五级证书")
    press(page, "登记")
    reads(page, "技能培训: 达到目标", "考取食用菌栽培五级证书")


def announce_the_post(page: Page) -> None:
    """The clerk enters what an employer told of; the program says whom it fits, and why."""
    from_the_bar(page, "岗位")
    follow(page, "发布岗位")
    fill(page, title=POST, employer="白桦岭菌业合作社", posts="2", pay_from="2600", pay_to="3200", at="白桦林场")
    fill(page, place="白桦林场", region="150785", skill="食用菌栽培", level="五级（初级工）")
    page.get_by_label("可以长时间站立").check()
    press(page, "发布")
    reads(page, WIFE, "本人愿意", "合适")
    page.locator("summary", has_text="条理由").click()
    reads(
        page,
        "要求五级（初级工），目前五级（初级工）",
        "本场（单位）",
        "身体条件适合",
        "2,600.00 至 3,200.00 元；目前 600.00 元",
    )
    press(page, "介绍")
    reads(page, "已介绍。请问一问本人", POST)


def begin_work(page: Page) -> None:
    """The contract, and what she earned before and earns now."""
    from_home(page, "本人已同意的岗位：上岗了吗？")
    follow(page, WIFE)
    follow(page, f"登记上岗：{POST}")
    fill(page, contract="劳动合同", contract_term="半年至一年", pay="2800")
    press(page, "已上岗")
    reads(page, "回访日期已排好", "3 个月", "6 个月", "12 个月", "劳动合同", "600.00元", "2,800.00元")


def report_the_relief(page: Page) -> None:
    """What was promised to him has come: the clerk says so before its day."""
    from_home(page, "到期措施")
    the_row(page, "医疗急难救助", "登记进展")
    fill(page, state="达到目标", words="押金已垫付，出院时结清")
    press(page, "登记")
    reads(page, "医疗急难救助: 达到目标")


def ask_whether_she_is_there(page: Page, pay: str) -> None:
    from_home(page, "上岗后回访：还在岗吗")
    follow(page, WIFE)
    follow(page, "回访")
    page.get_by_label("还在岗", exact=False).first.check()
    fill(page, pay=pay)
    press(page, "登记")
    reads(page, "仍在岗")


def follow_her(desk, moved) -> None:
    """After 3, 6 and 12 months; at the first the cadre visits, as in each quarter."""
    begun = Placement.objects.get().started_on
    for months, pay in ((3, "2800"), (6, "2800"), (12, "3000")):
        moved(add_months(begun, months))
        page = desk("cadre")
        ask_whether_she_is_there(page, pay)
        if months < 12:
            follow(page, "我的结对户", within="body")
            visit_them(page, "桂芳在厂里干得顺手")
            send_it(page, "一切和以前一样")
    reads(page, "该回访的都已回访", "3,000.00元", "600.00元")
    follow(page, "职业介绍 · 报告进展")
    reads(page, "稳定工作满 12 个月")
    fill(page, state="达到目标", words="干满一年，月工资从 600 元到 3000 元")
    press(page, "登记")


def see_it_on_the_map(page: Page) -> None:
    """A leader: three tiers, what was given and reached, nobody's name."""
    figures = page.locator("main .figures")
    expect(figures).to_contain_text(re.compile(r"目标达到\s*4"))
    reads(
        page,
        "应急 · 解眼前",
        "保障 · 稳全年",
        "根本 · 立长远",
        "上岗12个月后仍在岗",
        "职业介绍",
        "结对走访",
        "取得证书",
    )
    for name in (WORKER, WIFE, SON, CADRE):
        expect(page.get_by_text(name)).to_have_count(0)
    look(page)


def test_from_the_causes_to_a_goal_that_was_reached(desk, moved, home):
    page = desk("clerk", f"/dossiers/{home.pk}/")
    diagnose(page)
    draw_up(page, clock.today().year)
    have_it_signed(page)
    approve(desk("chair"))
    pair(desk("clerk", f"/dossiers/{home.pk}/plans/"))
    make_the_first_visit(desk("cadre"))
    take_over(desk("clerk"))
    enter_her_skills(desk("clerk", f"/dossiers/{home.pk}/"))
    announce_the_course(desk("officer"))
    note_her_yes(desk("cadre"), COURSE, "当面")
    see_the_course_through(desk, moved)
    announce_the_post(desk("clerk"))
    note_her_yes(desk("cadre"), POST, "电话")
    moved(clock.today() + timedelta(days=3))
    begin_work(desk("clerk"))
    report_the_relief(desk("clerk"))
    follow_her(desk, moved)
    states = dict(PlannedMeasure.objects.values_list("code", "state"))
    assert states["job-placement"] == states["skills-training"] == "reached"
    see_it_on_the_map(desk("leader", f"/dossiers/{home.pk}/help/"))


def test_long_english_words_fit_the_phone(visit, home, clerk, someone, bureau):
    cadre = a_cadre(
        someone(Role.PAIRING_CADRE, bureau, "the-cadre"), bureau, by=clerk, skills=("production", "medical")
    )
    a_pair(home, cadre, by=clerk)
    page = visit("/pairing/cadres/", user=clerk, language="en", width=PHONE)
    look(page)
    page.goto(f"/dossiers/{home.pk}/pairing/")
    reads(page, "Doctors and medical insurance")
    look(page)
