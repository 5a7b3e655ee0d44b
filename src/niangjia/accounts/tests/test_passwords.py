"""Which passwords are taken."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
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


@pytest.mark.parametrize(
    ("password", "recognised"),
    [
        ("1980-01-01!!", ["日期"]),
        ("13812345678", ["手机号"]),
        ("qwertyuiop123", ["键盘"]),
        ("zhangwei1980", ["日期", "拼音"]),
        ("周晓晴周晓晴2026年", ["您的姓名", "日期"]),
    ],
)
def test_what_was_recognised_is_named_and_the_password_is_not_said(zhou, password, recognised):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, zhou)
    told = " ".join(refusal.value.messages)
    assert [words for words in recognised if words not in told] == []
    assert "你" not in told, "everyone is addressed as 您"
    assert password not in told


@pytest.mark.parametrize("password", ["k7#Qz!m2X", "password123", "xqzhou-2026-xqzhou"])
def test_what_the_framework_would_say_is_said_in_our_words(zhou, password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, zhou)
    told = " ".join((*refusal.value.messages, *password_validators_help_texts()))
    assert "您的密码至少要有 10 个字符" in told
    assert "你" not in told


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
