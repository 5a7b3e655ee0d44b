import pytest

from niangjia.privacy.masking import mask_address, mask_card, mask_identity, mask_phone


def test_identity_keeps_too_little_to_be_completed_from_birth_date_and_division():
    assert mask_identity("150785196902119361") == "150**************1"


def test_short_values_are_hidden_whole():
    assert mask_identity("1507") == "****"
    assert mask_card("1234") == "****"


def test_card_and_phone():
    assert mask_card("6228487863895994329") == "***************4329"
    assert mask_phone("13856695863") == "138******63"


def test_address_keeps_the_division_only():
    assert mask_address("根河市林海路163号5单元475") == "根河市****"
    assert mask_address("内蒙古自治区鄂伦春自治旗阿里河镇") == "内蒙古自治区****"
    assert mask_address("林海路163号") == "****"
    assert mask_address("黑龙江省哈尔滨市道里区") == "黑龙江省****"
    assert mask_address("海拉尔区胜利大街") == "海拉尔区****"


@pytest.mark.parametrize(
    "address",
    [
        "幸福路12号家属区3栋",
        "家属区3栋",
        "阳光小区7号楼",
        "林业局住宅区王家",
        "红旗小区2单元",
        "万达超市后院",
        "(根河市)林海路",
        "3号院旁的市场",
        "光明街林业新区",
        "阿里河镇森工公司办公楼后面第三排平房东区",
        "县医院宿舍",
        "",
    ],
)
def test_an_address_that_begins_with_no_division_shows_nothing(address):
    assert mask_address(address) == "****"
