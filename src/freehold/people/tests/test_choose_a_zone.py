"""The list of time zones: one choice marked, every choice there, nothing typed into it that is not a zone."""

import pytest
from django import forms
from django.utils import translation

from freehold.people.forms.fields import ZoneField


class ZoneForm(forms.Form):
    zone = ZoneField()


class TestChoosingAZone:
    def test_the_zone_one_has_is_marked_and_no_other(self):
        drawn = str(ZoneForm(initial={"zone": "Europe/Berlin"})["zone"])
        assert drawn.count(" selected") == 1
        assert '<option value="Europe/Berlin" selected>Berlin</option>' in drawn

    def test_every_choice_is_drawn(self):
        form = ZoneForm()
        drawn = str(form["zone"])
        choices = [name for _, zones in form.fields["zone"].choices for name, _ in zones]
        assert len(choices) > 300
        assert all(f'value="{name}"' in drawn for name in choices)

    @pytest.mark.parametrize("typed", ['"><script>', "Mars/Olympus", ""])
    def test_what_is_no_zone_marks_nothing_and_is_refused(self, typed: str):
        form = ZoneForm(data={"zone": typed})
        drawn = str(form["zone"])
        assert " selected" not in drawn
        assert "<script>" not in drawn
        assert not form.is_valid()

    def test_it_keeps_what_the_field_gives_it(self):
        drawn = str(ZoneForm(prefix="mine", data={"mine-zone": "Asia/Tokyo"})["zone"])
        assert 'name="mine-zone"' in drawn
        assert 'id="id_mine-zone"' in drawn

    def test_another_language_is_not_served_from_the_first_ones_list(self):
        with translation.override("de"):
            german = str(ZoneForm()["zone"])
        assert german.count("<option") == str(ZoneForm()["zone"]).count("<option")
