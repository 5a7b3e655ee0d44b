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
