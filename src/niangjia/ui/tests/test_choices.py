"""What is said where nothing was chosen."""

from django import forms


class Asked(forms.Form):
    one = forms.ChoiceField(choices=[("a", "a")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=[("a", "a")], widget=forms.CheckboxSelectMultiple)
    words = forms.CharField()


def test_a_choice_is_asked_for_as_a_choice():
    assert Asked({}).errors == {"one": ["请选择。"], "several": ["请选择。"], "words": ["请填写。"]}
