"""Offices share machines: a browser keeps nothing of what someone signed in has seen."""


def test_pages_behind_the_sign_in_are_not_kept(as_clerk):
    for path in ("/", "/dossiers/", "/imports/"):
        answer = as_clerk.get(path)
        assert answer["Cache-Control"] == "no-store, private"
        assert "HX-Request" in answer["Vary"]
