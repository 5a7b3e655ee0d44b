"""A report of an error tells nothing that people typed, whichever view it happened in."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

TYPED = "丈夫酗酒家里揭不开锅"
NUMBER = "152127198003047729"


@pytest.mark.django_db
@pytest.mark.parametrize("is_debugging", [False, True])
def test_neither_form_nor_query_nor_locals_nor_file_are_in_a_report(as_clerk, settings, monkeypatch, is_debugging):
    def fails(form):
        told = form.data["story"]
        raise RuntimeError(len(told))

    monkeypatch.setattr("niangjia.clues.forms.ClueForm.is_valid", fails)
    settings.DEBUG, settings.ADMINS = is_debugging, [("Operator", "operator@example.org")]
    as_clerk.raise_request_exception = False
    typed = {"story": TYPED, "name": TYPED, "file": SimpleUploadedFile(f"{TYPED}.pdf", b"%PDF")}
    address = reverse("clues:report-clue") + f"?q={NUMBER}"
    answer = as_clerk.post(address, typed, headers={"referer": f"http://testserver/dossiers/?q={NUMBER}"})
    reports = [answer.content.decode()] if is_debugging else [each.body for each in mail.outbox]
    assert answer.status_code == 500
    assert reports
    for report in reports:
        assert "RuntimeError" in report
        assert "story" in report, "the names are told, so that the fault can be found"
        assert TYPED not in report
        assert NUMBER not in report
        assert as_clerk.cookies["sessionid"].value not in report
