"""Which passwords are taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from niangjia.accounts import commands
from niangjia.accounts.models import UnitKind, User
from niangjia.accounts.passwords import CompositionValidator

pytestmark = pytest.mark.django_db

EASY = {
    "a date of birth": "19800101123",
    "a date with signs": "1980-01-01!!",
    "a six-digit date with pinyin": "liming850203",
    "a name in pinyin with a year": "zhangwei1980",
    "a name in parts": "zhang-wei-1980-01",
    "a phone number": "13812345678",
    "a phone number with letters": "ab13812345678",
    "a love song": "woaini5201314",
    "a row of keys": "qwertyuiop123",
    "a column of keys": "1qaz2wsx3edc",
    "a common word with a year": "Password2024!",
    "the same sign": "aaaaaaaaaaaaaa",
    "lucky numbers": "8888886666661",
    "the program": "niangjia2026!!",
    "the union": "gonghui20260101",
    "the common list": "password123",
    "short": "k7#Qz!m2X",
    "one's own name": "周晓晴周晓晴2026年",
    "one's own name in pinyin": "zhouxiaoqing.1",
    "the other way round": "XiaoqingZhou99",
    "one's user name": "xqzhou-2026-xqzhou",
    "the unit": "白桦岭林业局2026!",
    "the unit in pinyin": "baihualinglinyeju1",
    "the unit without its ending": "baihualing#2026",
}
GOOD = {
    "a sentence": "the snow melts late here",
    "a sentence in Chinese": "红松林的雪化了以后我们种树",
    "a sentence in pinyin": "wojiamenqianyoukehongsong",
    "a random one": "k7#Qz!m2Xw",
    "digits by chance": "4471-0923-5568-2819",
    "of the demo": "forest-home-2026",
    "of the tests": "a-long-test-phrase",
}


@pytest.fixture
def zhou(system) -> User:
    """Someone with a name at a bureau with a name."""
    commands.add_unit(
        name="白桦岭林业局工会", name_en="Baihualing Forestry Bureau Union", kind=UnitKind.BUREAU, by=system
    )
    return User(username="xqzhou", display_name="周晓晴")


@pytest.mark.parametrize("password", EASY.values(), ids=EASY)
def test_an_easy_password_is_refused(zhou, password):
    with pytest.raises(ValidationError):
        validate_password(password, zhou)


@pytest.mark.parametrize("password", GOOD.values(), ids=GOOD)
def test_a_good_one_is_taken_whatever_characters_it_has(zhou, password):
    validate_password(password, zhou)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [("abcdefghijK", False), ("abcdefgh12", False), ("ABCdefgh12", True), ("abc-efgh12", True), ("ABC DEFG 12", True)],
)
def test_graded_protection_wants_three_kinds(password, is_taken):
    if is_taken:
        CompositionValidator().validate(password)
    else:
        with pytest.raises(ValidationError):
            CompositionValidator().validate(password)
