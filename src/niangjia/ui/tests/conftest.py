"""Fixtures of the tests of this app."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser


@pytest.fixture
def reader(transactional_db: None) -> AbstractBaseUser:
    """Someone who is signed in and holds no office."""
    return get_user_model().objects.create(username="reader", display_name="周海棠")
