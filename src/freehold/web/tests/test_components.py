"""Each component of docs/components.md, as markup."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines

from freehold.web.icons import FOLDER, drawing


def rendered(source: str, **context: object) -> str:
    return " ".join(engines["django"].from_string(source).render(context).split())


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As they like to be called.")
    email = forms.EmailField(label="E-mail", required=False)
    how = forms.ChoiceField(
        label="Who is with you?", choices=[("a", "Nobody"), ("b", "Somebody")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I agree.")
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


class TestIcons:
    @pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
    def test_each_is_a_line_drawing_and_nothing_else(self, path):
        inner = drawing(path.stem)
        assert inner.startswith("<")
        assert not any(word in inner for word in ("script", "href", "style=", "<!--", "http"))

    def test_beside_text_they_are_decoration(self):
        assert 'aria-hidden="true"' in rendered('{% icon "sun" %}')

    def test_alone_they_have_a_name(self):
        assert 'role="img" aria-label="Muted"' in rendered('{% icon "mic-off" label="Muted" %}')

    def test_an_unknown_one_says_how_to_add_it(self):
        with pytest.raises(LookupError, match="lucide-static"):
            drawing("unicorn")

    @pytest.mark.parametrize("name", ["../apps", "sun.svg", "", "Sun"])
    def test_a_name_is_no_path(self, name):
        with pytest.raises(LookupError):
            drawing(name)


class TestButtons:
    def test_attributes_pass_with_dashes_and_none_is_left_out(self):
        html = rendered(
            '{% button "Save" kind="primary" hx_post=url disabled=no data_x=yes %}',
            url="/a?b&c",
            no=None,
            yes=True,
        )
        assert html == (
            '<button class="button button-primary" type="submit" hx-post="/a?b&amp;c" data-x>Save</button>'
        )

    def test_words_of_people_are_escaped(self):
        assert "<script>" not in rendered("{% link_button '/' name %}", name="<script>")


class TestFields:
    def test_label_hint_and_control_belong_together(self):
        html = rendered("{% field form.name %}", form=PersonForm())
        assert '<label for="id_name">Name' in html
        assert 'id="id_name_helptext">As they like' in html
        assert 'aria-describedby="id_name_helptext"' in html

    def test_an_error_is_described_and_what_was_typed_is_kept(self):
        html = rendered("{% field form.email %}", form=PersonForm({"email": "not an address"}))
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_email_error"' in html
        assert 'id="id_email_error"' in html
        assert 'value="not an address"' in html

    def test_what_may_stay_empty_says_so(self):
        assert "(optional)" in rendered("{% field form.email %}", form=PersonForm())
        assert "(optional)" not in rendered("{% field form.name %}", form=PersonForm())

    def test_choices_are_a_group_with_its_question(self):
        html = rendered("{% field form.how %}", form=PersonForm())
        assert "<fieldset" in html
        assert "<legend>Who is with you?</legend>" in html
        assert html.count('type="radio"') == 2

    def test_all_of_them_and_the_hidden_ones(self):
        html = rendered("{% fields form %}", form=PersonForm())
        assert all(f'name="{name}"' in html for name in ("name", "email", "how", "agree", "kept"))


class TestErrorSummary:
    def test_links_each_error_to_its_field(self):
        html = rendered("{% errors form %}", form=PersonForm({}))
        for id in ("id_name", "id_how_0", "id_agree"):
            assert f'href="#{id}"' in html
        assert "Who is with you: This field is required." in html

    def test_is_absent_when_nothing_is_wrong(self):
        assert rendered("{% errors form %}", form=PersonForm()) == ""


class TestBlocks:
    def test_a_dialog_is_named_by_its_heading(self):
        html = rendered('{% dialog "end" "End it?" %}<p>Sure?</p>{% enddialog %}')
        assert (
            '<dialog class="dialog" id="end" aria-labelledby="end-title"><h2 id="end-title">End it?</h2>'
            in html
        )
        assert '<form method="dialog">' in html

    def test_an_empty_page_teaches_the_next_step(self):
        html = rendered(
            '{% empty "No patients yet" "Invite." %}{% link_button "/x" "Invite" %}{% endempty %}'
        )
        assert "No patients yet" in html
        assert 'href="/x"' in html

    def test_a_row_is_one_link_with_its_detail(self):
        html = rendered('{% row title "since 2 pm" url="/p" icon="users" tone="clay" %}', title="Sam & Co")
        assert '<a class="title" href="/p">Sam &amp; Co</a>' in html
        assert '<p class="detail">since 2 pm</p>' in html
        assert "text-clay" in html

    def test_card_heading_and_callout(self):
        assert '<section class="card card-lead"><h2>T</h2>x</section>' in rendered(
            '{% card title="T" kind="lead" %}x{% endcard %}'
        )
        assert "<h1>Patients</h1>" in rendered('{% heading "Patients" %}{% endheading %}')
        assert 'role="alert"' in rendered('{% callout role="alert" %}x{% endcallout %}')


class TestWhen:
    start = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    practice = SimpleNamespace(zone="America/New_York")

    def said(self, zone: str) -> str:
        return rendered(
            "{% when start person=reader %}",
            start=self.start,
            practice=self.practice,
            reader=SimpleNamespace(zone=zone),
        )

    def test_is_in_the_readers_zone_and_names_it(self):
        assert "12:00 pm (Los Angeles)</time>" in self.said("America/Los_Angeles")

    def test_falls_back_to_the_practices(self):
        assert "3:00 pm</time>" in self.said("")

    def test_tells_machines_the_moment(self):
        assert 'datetime="2026-11-24T20:00:00+00:00"' in self.said("")
