"""Words for what the rules and the lists give as numbers and codes."""

from niangjia.kernel.text import Text
from niangjia.policies import codes

CATEGORIES: dict[int | None, Text] = {
    **{number: codes.CATEGORIES[number] for number in (codes.DEEP, codes.RELATIVE, codes.ACCIDENTAL, codes.EDGE)},
    codes.NOT_IN_HARDSHIP: codes.CATEGORIES[codes.NOT_IN_HARDSHIP],
    None: Text("尚未判定", "Not decided yet"),
}
"""Hardship categories by the rule book's number, in the order people read them."""

FACT_QUESTIONS: dict[str, Text] = {
    "is_rural": Text("适用农村低保标准吗？", "Does the rural minimum-living line apply?"),
    "is_union_member": Text("是工会会员吗？", "Is the worker a union member?"),
    "is_migrant": Text("是农民工吗？", "Is the worker a migrant worker?"),
    "contract_months": Text("劳动合同签了多少个月？", "How many months is the contract for?"),
    "receives_dibao": Text("正在享受低保吗？", "Does the household receive the minimum-living allowance?"),
    "union_aid_fen": Text("近十二个月工会帮扶款（节日小额慰问除外）", "Union aid in 12 months (small holiday gifts left out)"),
    "government_aid_fen": Text("近十二个月政府救助款", "Government aid in 12 months"),
    "homes": Text("自有住房几套？", "How many dwellings does the household own?"),
    "has_commercial_property": Text("有商铺、厂房等经营性房产吗？", "Does it own commercial property?"),
    "has_private_car": Text("有非营运机动车吗（残疾人专用车除外）？", "Does it have a car not for hire (disability vehicles left out)?"),
    "has_registered_business": Text("有工商登记吗？", "Is a business registered?"),
    "savings_fen": Text("全家存款和有价证券", "Deposits and securities of the whole household"),
    "event_on": Text("灾害、事故或突发疾病发生在哪一天？", "On which day did the disaster, accident or sudden illness happen?"),
    "is_counted": Text("共同生活并计入家庭人口吗？", "Lives together and counts?"),
    "is_able": Text("有劳动能力吗？", "Able to work?"),
    "has_serious_illness": Text("所患疾病列入重大疾病范围吗？", "Is the illness on the serious-illness list?"),
}
"""The question a clerk answers for each fact of people.rules.FACTS."""
