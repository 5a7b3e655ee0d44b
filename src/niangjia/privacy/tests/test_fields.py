"""The encrypted field, on a table of its own."""

import pytest
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField, Sealed, UnreadableValue, seal, unseal

pytestmark = pytest.mark.django_db
PHONE = "13800000001"

with isolate_apps("niangjia.privacy"):

    class Letter(models.Model):
        """A row with two sealed columns and a plain one."""

        id = models.UUIDField(primary_key=True, default=new_id)
        title = models.TextField(default="")
        phone = EncryptedTextField(mask="phone")
        note = EncryptedTextField(mask="note")

        class Meta:
            app_label = "privacy"

        def __str__(self):
            return self.title


META = Letter._meta


@pytest.fixture(autouse=True)
def _table(db):
    columns = ", ".join(f"{field.column} {field.db_type(connection)}" for field in META.fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {META.db_table} ({columns})")


def stored(letter, column="phone"):
    """What the database itself holds."""
    with connection.cursor() as cursor:
        key = META.pk.get_db_prep_value(letter.pk, connection)
        cursor.execute(f"SELECT {column} FROM {META.db_table} WHERE id = %s", [key])  # noqa: S608 (our own names)
        return cursor.fetchone()[0]


def put(letter, token, column="phone"):
    """Write into the database behind the field's back."""
    with connection.cursor() as cursor:
        key = META.pk.get_db_prep_value(letter.pk, connection)
        cursor.execute(f"UPDATE {META.db_table} SET {column} = %s WHERE id = %s", [token, key])  # noqa: S608


@pytest.fixture
def letter():
    return Letter.objects.create(title="a", phone=PHONE, note="只说给工会听")


def test_the_database_never_sees_the_plain_text(letter):
    assert PHONE not in stored(letter)
    assert stored(letter).startswith("v1.")


def test_a_value_comes_back_sealed_and_prints_masked(letter):
    phone = Letter.objects.get(pk=letter.pk).phone
    assert isinstance(phone, Sealed)
    assert phone.reveal() == PHONE
    assert str(phone) == f"{phone}" == phone.masked() == "138******01"
    assert PHONE not in repr(phone)


def test_a_value_is_sealed_in_the_program_before_it_is_saved():
    unsaved = Letter(phone=PHONE)
    assert str(unsaved.phone) == "138******01"
    assert unsaved.phone.reveal() == PHONE


def test_the_same_text_never_gives_the_same_ciphertext(letter):
    other = Letter.objects.create(phone=PHONE)
    assert stored(letter) != stored(other)
    before = stored(letter)
    letter.phone = PHONE
    letter.save()
    assert stored(letter) != before


def test_saving_an_unread_row_keeps_the_ciphertext(letter):
    before = stored(letter)
    again = Letter.objects.get(pk=letter.pk)
    again.title = "b"
    again.save()
    assert stored(letter) == before


def test_a_token_moved_to_another_row_does_not_open(letter):
    other = Letter.objects.create(phone="13900000002")
    put(other, stored(letter))
    moved = Letter.objects.get(pk=other.pk)
    with pytest.raises(UnreadableValue) as refusal:
        moved.phone.reveal()
    assert refusal.value.code == "unreadable-value"
    assert PHONE not in str(refusal.value)
    assert str(letter.pk) not in str(refusal.value)
    with pytest.raises(UnreadableValue):
        str(moved.phone)


def test_a_token_moved_to_another_column_does_not_open(letter):
    put(letter, stored(letter, "note"))
    with pytest.raises(UnreadableValue):
        Letter.objects.get(pk=letter.pk).phone.reveal()


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t[:-6] + "AAAAAA",
        lambda t: ".".join(["v1", "k9", t.rsplit(".", 1)[1]]),
        lambda t: t.rsplit(".", 1)[0] + ".",
        lambda _t: PHONE,
    ],
    ids=["changed", "unknown-key", "cut-off", "never-sealed"],
)
def test_a_damaged_value_does_not_open(letter, damage):
    put(letter, damage(stored(letter)))
    with pytest.raises(UnreadableValue):
        Letter.objects.get(pk=letter.pk).phone.reveal()


def test_values_of_another_installation_do_not_open(letter, settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "other"
    with pytest.raises(UnreadableValue):
        Letter.objects.get(pk=letter.pk).phone.reveal()


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("lookup", [{"phone": PHONE}, {"phone__in": [PHONE]}])
def test_a_lookup_by_plain_value_is_refused(lookup):
    with pytest.raises(TypeError):
        list(Letter.objects.filter(**lookup))


def test_an_update_with_a_plain_value_is_refused(letter):
    before = stored(letter)
    with pytest.raises(TypeError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(phone="13900000002")
    assert stored(letter) == before


@pytest.mark.usefixtures("letter")
def test_only_empty_rows_can_be_looked_up():
    empty = Letter.objects.create(title="b")
    assert list(Letter.objects.filter(phone="")) == [empty]


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_is_stored_as_nothing(letter, nothing):
    letter.phone = nothing
    letter.save()
    assert stored(letter) == ""
    assert Letter.objects.get(pk=letter.pk).phone == ""


def test_a_deferred_value_is_loaded_when_asked(letter, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Letter.objects.defer("phone").get(pk=letter.pk)
    with django_assert_num_queries(1):
        assert found.phone.reveal() == PHONE
    with django_assert_num_queries(0):
        assert found.phone.reveal() == PHONE


def test_refreshing_a_row_reads_it_anew(letter):
    again = Letter.objects.get(pk=letter.pk)
    again.phone = "13900000002"
    again.save(update_fields=["phone"])
    letter.refresh_from_db()
    assert letter.phone.reveal() == "13900000002"
    assert letter.note.reveal() == "只说给工会听"


def test_a_value_given_from_one_row_to_another_is_sealed_anew(letter):
    other = Letter.objects.create(phone=letter.phone)
    assert Letter.objects.get(pk=other.pk).phone.reveal() == PHONE


def test_bulk_writes_seal_too():
    Letter.objects.bulk_create([Letter(title=str(n), phone=f"1380000000{n}") for n in range(3)])
    letters = list(Letter.objects.order_by("title"))
    assert [letter.phone.reveal() for letter in letters] == [f"1380000000{n}" for n in range(3)]
    assert all("13800000" not in stored(letter) for letter in letters)


def test_lists_of_values_give_ciphertext_only(letter):
    assert PHONE not in str(list(Letter.objects.values_list("phone", "note")))
    assert letter.title in str(list(Letter.objects.values_list("title")))


def test_a_place_is_part_of_the_seal():
    token = seal(PHONE, "letters.phone:1")
    assert unseal(token, "letters.phone:1") == PHONE
    with pytest.raises(UnreadableValue):
        unseal(token, "letters.phone:2")


def test_the_field_writes_its_mask_into_migrations():
    _name, _path, _args, kwargs = META.get_field("phone").deconstruct()
    assert kwargs["mask"] == "phone"


@pytest.mark.parametrize("lookup", ["startswith", "icontains", "gt", "regex"])
def test_looking_into_ciphertext_is_refused(lookup):
    with pytest.raises(TypeError, match="encrypted"):
        Letter.objects.filter(**{f"phone__{lookup}": "138"}).exists()
