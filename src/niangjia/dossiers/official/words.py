"""The words of the official forms, both languages side by side."""

from niangjia.kernel.text import Text

GAP, SEMICOLON = Text("", " "), Text("；", "; ")

# Of people and money.
BORN = Text("{day}（{age} 岁）", "{day} (age {age})")
AGE = Text("年龄", "Age")
DISABILITY = Text("残疾情况", "Disability and grade")
OWN_INCOME = Text("月平均收入（元）", "Monthly income (yuan)")
SCHOOLING = Text("在读学段", "In school")
SCHOOL_YEARS = Text("入学、年制", "Entry, length")
ENTERED = Text("{year} 年入学", "entered {year}")
LASTS = Text("{years} 年制", "{years} years")
BANK, BRANCH = Text("开户银行", "Bank"), Text("支行名称", "Branch")
BY_THE_RULES = Text("按规则测算", "By the rules")
YEAR_INCOME = Text("家庭年度总收入（元）", "Household income of the year (yuan)")
YEAR_SPENDING = Text("年度必要支出（元）", "Unavoidable spending of the year (yuan)")
NET_PER_HEAD = Text("家庭月人均净收入（元）", "Net income a head a month (yuan)")
COUNTED_INCOME = Text("按规则计入的年收入（元）", "Income of the year as counted by the rules (yuan)")
COUNTED_SPENDING = Text("按规则扣除的年支出（元）", "Spending of the year as deducted by the rules (yuan)")
HEADS = Text("按规则计入的人数", "Heads counted by the rules")
COUNTED_WHY = Text(
    "人均净收入按规则计入的数计算：（年收入－年支出）÷12÷人数。与登记数不同，是因为：",
    "Net income is reckoned from what the rules count: (income - spending) / 12 / heads. It differs from what is on"
    " file because of: ",
)
HOW_MANY, WORTH = Text("数量", "Number"), Text("价值（元）", "Value (yuan)")
DAY_UNKNOWN = Text("日期未填", "Day not stated")

# Of steps.
RECORDED = Text("系统登记：{who}，{day}", "On record: {who}, {day}")
HUNG = Text(
    "{start} 至 {end} 在{place}公示。",
    "Posted from {start} to {end}: {place}.",
)
NO_OBJECTIONS = Text("未收到异议。", "No objection was received.")
OBJECTIONS = Text("收到异议 {count} 件：{outcomes}。", "{count} objections: {outcomes}.")
OBJECTION_OPEN = Text("尚未办结", "not handled yet")
REMOVED, STILL_HANGS = Text("{day} 撤下。", "Taken down on {day}."), Text("尚未撤下。", "Not taken down yet.")
MET = Text("{day} 召开评议会，{count} 人参加，结论：{result}。", "Meeting on {day}, {count} people: {result}.")
VISITED = Text("{day} 入户，调查人：{who}。", "Visited on {day} by {who}.")
CHECKED = Text("{day} {source}答复：{result}。", "{source} answered on {day}: {result}.")
MISSING = Text("需补：{what}。", "Missing: {what}.")
TOLD_ON = Text("{day} 已告知申请人。", "The applicant was told on {day}.")
IN_TIME, LATE = Text("按期", "in time"), Text("超期", "late")

# Where to sign.
SIGN, SEAL, DATE = Text("签字：", "Signed: "), Text("盖章：", "Seal: "), Text("日期：", "Date: ")
HEAD_SIGN = Text("工会负责人签字：", "Head of the union: ")
WORKER_SIGN = Text("职工本人签字：", "Worker: ")
PERSON_SIGN = Text("被访人签字：", "Person visited: ")
VISITOR_SIGNS = Text("调查人签字：", "Visitor: "), Text("调查人签字：", "Visitor: ")
MADE_BY, CHECKED_BY = Text("立卷人：", "Made up by: "), Text("检查人：", "Checked by: ")

# Frames.
STATE, FILED_ON = Text("档案状态", "State"), Text("建档日期", "Put on file")
PRINTED_BY = Text("打印人", "Printed by")
HIDDEN = Text("敏感信息已遮盖", "sensitive values masked")
IN_FULL = Text("含完整的敏感信息，请妥善保管", "holds sensitive values in full: keep it safe")
KEEP = Text("内部材料，请妥善保管", "for the union's own use: keep it safe")
