"""What the rules rest on. A mark such as [S15] names a document in the rule set's list of sources."""

from niangjia.kernel.text import Text

CONVENTION = Text("本规则集的算法约定〔NJ〕", "Convention of this rule set [NJ]")
WINDOW = Text(
    "收支按申请之日前 12 个月核算〔S22〕〔S75〕", "Income and spending of the 12 months before applying [S22][S75]"
)
MEMBERS = Text("共同生活的家庭成员范围〔S107〕", "Who counts as a member living together [S107]")
INCOME = Text(
    "工资、经营、养老金、赠与等各项收入计入家庭收入〔S22〕",
    "Wages, business income, pensions, gifts and the like are household income [S22]",
)
IMPUTED = Text(
    "法定劳动年龄内、有劳动能力、不在学而未就业的，按当地最低工资计算收入，有相反证明的除外〔S22〕",
    "An able person of working age, not in school and not employed, counts the local minimum wage unless shown"
    " otherwise [S22]",
)
RESIDENT_PENSION = Text(
    "城乡居民基本养老金暂不计入收入〔S22〕", "The resident basic pension is not counted for now [S22]"
)
INSURANCE = Text(
    "个人缴纳的社会保险费是否扣除，各地不一〔S127〕", "Whether own contributions are deducted differs [S127]"
)
UNION_AID = Text(
    "工会生活、助学、医疗救助计入收入，节日慰问除外〔S22〕",
    "Union living, schooling and medical aid is income; small holiday gifts are not [S22]",
)
GOVERNMENT_AID = Text("政府救助金计入收入〔S21〕", "Government aid is added to income [S21]")
MEDICAL = Text(
    "定点医院就医，经各项保险和救助后的自付部分〔S75〕",
    "Self-paid part at designated hospitals after insurance and aid [S75]",
)
SCHOOLING = Text(
    "幼儿园至本科的学费和住宿费，民办学校以公办标准为限〔S75〕",
    "Fees and lodging; private schools only up to the public-school rate [S75]",
)
ABROAD = Text("自费留学费用不作为刚性支出〔S16〕〔NJ〕", "Self-funded study abroad is not unavoidable [S16][NJ]")
REHAB = Text("残疾康复训练和辅具，扣除补贴〔S75〕", "Rehabilitation and devices, net of subsidies [S75]")
EVENT_SPENDING = Text(
    "灾害、事故恢复基本生活的支出，扣除赔付〔S75〕", "Restoring basic life after an event, net of compensation [S75]"
)
EMPLOYMENT_COST = Text("必要的就业成本可以扣除〔S15〕", "The necessary cost of being employed is deducted [S15]")
LINE = Text("当地低保标准，分城市和农村〔S15〕〔S58〕", "The local minimum-living standard, urban or rural [S15][S58]")
NET = Text(
    "（家庭年可支配收入 − 刚性支出）÷ 12 ÷ 共同生活人口〔S16〕〔S17〕；另扣必要就业成本〔S15〕",
    "(Yearly disposable income − unavoidable spending) / 12 / members [S16][S17], less the cost of employment [S15]",
)
DEEP = Text(
    "深度困难：人均净收入低于当地低保标准〔S15〕〔S16〕", "Deep: net income per head below the local line [S15][S16]"
)
RELATIVE = Text(
    "相对困难：人均净收入低于低保标准 2 倍〔S15〕", "Relative: net income per head below twice the line [S15]"
)
ACCIDENTAL = Text(
    "意外致困：各项赔付救助之后仍有困难〔S15〕；当年损失超过家庭年收入的 80%〔S16〕",
    "Accidental: still in difficulty after all compensation [S15]; loss above 80 % of yearly income [S16]",
)
EDGE = Text("边缘困难职工由地方关注，不属全国级建档〔S97〕", "Watched locally, not filed nationally [S97]")
CATEGORY = Text("深度、相对、意外致困三类认定标准〔S15〕〔S16〕", "The three categories [S15][S16]")
LOW_INCOME = Text(
    "低保户：人均收入低于当地低保标准，或享受低保后生活仍有困难〔S19〕〔S23〕",
    "Income per head below the local line, or still in hardship with the allowance [S19][S23]",
)
SLIGHTLY_ABOVE = Text(
    "低保边缘户：人均收入在低保标准的 150% 以内，"
    "（可支配收入 − 患病、上学、残疾支出）÷ 人口不高于低保标准〔S18〕〔S20〕",
    "Income per head within 150 % of the line, and (disposable income − illness, school and disability spending)"
    " / members not above the line [S18][S20]",
)
EVENT_NET = Text(
    "意外致困户：（可支配收入 − 意外支出）÷ 人口不高于低保标准〔S18〕",
    "Struck by an event: (disposable income − spending on it) / members not above the line [S18]",
)
EVENT_SAVINGS = Text(
    "人均收入超过低保标准 3 倍的，投资净资产和存款一并计入〔S18〕；3 倍以内的不计〔S18〕〔S19〕〔S23〕",
    "Above three times the line, investments and savings are added [S18]; within it they are not [S18][S19][S23]",
)
OLDER_CATEGORY = Text(
    "低保户、低保边缘户、意外致困户三类认定标准〔S18〕〔S19〕〔S20〕〔S23〕",
    "The three categories of that time [S18][S19][S20][S23]",
)
HOMES = Text("有两套及以上住房的〔S18〕〔S24〕〔S25〕", "Two or more homes [S18][S24][S25]")
BUSINESS = Text("有商铺、工厂或雇工经营的〔S18〕〔S24〕〔S25〕", "A shop, factory or hired staff [S18][S24][S25]")
CAR = Text("购买或经常使用非营运机动车的〔S24〕〔S25〕", "Bought or regularly uses a car not for hire [S24][S25]")
PRIVATE_SCHOOL = Text(
    "子女就读高收费民办学校，费用超过同级公办学校 2 倍的〔S16〕", "Private school above twice the public rate [S16]"
)
STUDY_ABROAD = Text("子女自费出国留学的〔S16〕〔S18〕〔S24〕", "Self-funded study abroad [S16][S18][S24]")
SAVINGS = Text(
    "人均金融资产超过 24 个月低保标准的（参照民政核对办法）〔S76〕",
    "Financial assets per head above 24 months of the line (after civil affairs) [S76]",
)
MEMBERSHIP = Text("帮扶对象应为工会会员〔S23〕", "The worker should be a union member [S23]")
CONTRACT = Text("农民工签订劳动合同满一年〔S6〕〔S23〕", "A migrant worker has a contract of a year or more [S6][S23]")
EXCLUSIONS = Text(
    "不予建档情形，由审核人员核实后决定〔S18〕〔S24〕", "Grounds for not filing, decided by people [S18][S24]"
)
ILLNESS = Text(
    "重大疾病按保险行业定义和地方目录〔S15〕", "Serious illness by the insurance definition and local lists [S15]"
)
CAUSES = Text("致困原因〔S3〕；份额为本规则集约定〔NJ〕", "Causes of hardship [S3]; shares are a convention [NJ]")
LIVING_AID = Text("生活救助按低保标准的月数封顶〔S38〕〔S39〕", "Living aid capped in months of the line [S38][S39]")
MEDICAL_AID = Text("医疗救助以自付部分为限并累计封顶〔S38〕", "Medical aid within the self-paid part, with a cap [S38]")
SCHOOLING_AID = Text("助学救助按就学阶段封顶〔S38〕", "Schooling aid capped by stage [S38]")
ACCIDENT_AID = Text("意外致困按总费用比例并封顶〔S37〕", "A share of the event's cost, with a cap [S37]")
