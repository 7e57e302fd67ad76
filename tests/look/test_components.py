"""What the component tags write: the words, the way to the field, and nothing that a user's text can break."""

import re

import pytest
from django import forms
from django.template import Context, Template

from tests.look.urls import SampleForm

pytestmark = pytest.mark.usefixtures("sample_pages")


def write(source, **context):
    """Render a template that loads the tags of the look."""
    return Template("{% load ui fds crispy_forms_tags %}" + source).render(Context(context))


def test_a_bar_says_its_numbers_and_has_ids_of_its_own():
    html = write(
        "{% bar a title='1.1 i Klynge Syd' href='/svar/' %}{% bar a title='1.2 i Klynge Syd' %}", a={"ja": 4, "nej": 1}
    )
    assert "<title" in html
    assert "4 ja, 1 nej" in html
    assert html.count('<rect class="mark mark--ja"') == html.count('<rect class="mark mark--nej"') == 2
    assert '<a class="bar-link" href="/svar/">' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == 4 == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^ ]+) ([^"]+)"', html)) == {(ids[0], ids[1]), (ids[2], ids[3])}


def test_a_bar_writes_numbers_as_svg_reads_them():
    html = write("{% bar a title='x' longest=98 %}", a={"ja": 7, "nej": 4})
    assert not re.search(r'(x|width)="[^"]*,', html)


def test_every_mark_of_a_bar_has_a_pattern_on_the_page():
    html = write("{% include 'components/chart_patterns.html' %}{% legend %}")
    used = set(re.findall(r"url\(#([^)]+)\)", html))
    assert len(used) == 5
    assert used <= set(re.findall(r'<pattern id="([^"]+)"', html))


def test_a_table_stands_beside_the_bars():
    html = write("{% count_table rows 'Svar pr. klynge' %}", rows=[("Klynge Syd", {"ja": 4, "ikke_besvaret": 1})])
    assert "Vis som tabel" in html
    assert "ikke besvaret" in html
    assert re.findall(r'<td class="number">(?:<b>)?(\d+)', html) == ["4", "0", "0", "1", "0", "5"]
    assert "<a " not in html


def test_the_numbers_of_a_table_lead_to_what_is_behind_them():
    html = write("{% count_table rows 'Svar' %}", rows=[("Syd", {"ja": 4}, {"ja": "/ja?a&b", "nej": "/nej", "": "/"})])
    assert re.findall(r'<a href="([^"]+)">(\d+)</a>', html) == [("/ja?a&amp;b", "4"), ("/", "4")]


def test_counts_in_words_leave_out_zeros():
    assert "<b>14</b> ja" in write("{% counts_text a %}", a={"ja": 14, "nej": 2})
    assert write("{{ a|in_words }}", a={"ja": 14, "nej": 2, "afventer": 0}) == "14 ja, 2 nej"


def test_progress_says_how_far():
    assert "13 af 15 svar" in write("{% progress 13 15 'svar' %}")
    assert write("{% progress 13 15 %}").count("<i") == 15
    assert "<svg" in write("{% progress 61 98 %}")


def test_a_tile_tells_its_state_to_those_who_do_not_see_it():
    html = write("{% tile 'ikke_besvaret' href='/svar/' rule=rule %}", rule='Stof er "ikke" besvaret')
    assert '<span class="sr-only">ikke besvaret</span>' in html
    assert 'data-rule="Stof er &quot;ikke&quot; besvaret"' in html
    assert html.startswith('<a class="tile tile--ikke_besvaret"')
    assert "tile--split" in write("{% tile 'nej' split=True %}")


@pytest.mark.parametrize(
    "source",
    [
        "{% tile 'ja' label=text rule=text href=text %}",
        "{% bar a title=text href=text %}",
        "{% state_tag text %}",
        "{% progress 1 2 text text %}",
        "{% breadcrumb text text text %}",
        "{% alert 'info' text %}{{ text }}{% endalert %}",
        "{% empty_state text %}{{ text }}{% endempty_state %}",
        "{% filter_bar text %}{{ text }}{% endfilter_bar %}",
        "{% count_table rows text %}",
        "{% error_summary errors %}",
    ],
)
def test_what_users_write_is_shown_and_not_run(source):
    text = '"><script>alert(1)</script>'
    html = write(source, text=text, a={"ja": 1}, rows=[(text, {"ja": 1})], errors=[(text, text)])
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_breadcrumb_ends_where_one_is():
    html = write("{% breadcrumb 'Klynger' '/klynger/' 'Runden' %}")
    assert '<a href="/klynger/">Klynger</a>' in html
    assert '<span aria-current="page">Runden</span>' in html


def test_the_small_word_example():
    assert "eksempel" in write("{% example %}")
    assert write("{% example False %}") == ""


def test_the_summary_leads_to_every_field_that_has_an_error():
    form = SampleForm({})
    html = write("{% error_summary form %}{{ form|crispy }}", form=form)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html)
    assert ("id_answer_0", "Svar: Dette felt er påkrævet.") in links
    assert ("id_confirm", "Vi indsender uden disse svar: Dette felt er påkrævet.") in links
    assert len(links) == 5
    for target, _ in links:
        assert f'id="{target}"' in html


def test_a_message_of_the_forms_own_stands_alone_in_the_summary():
    class Own(forms.Form):
        outcome = forms.CharField(label="Opfylder kommunen?", error_messages={"required": "Vælg ja eller nej."})

    assert ">Vælg ja eller nej.</a>" in write("{% error_summary form %}", form=Own({}))


def test_the_summary_takes_forms_formsets_lists_and_nothing():
    formset = forms.formset_factory(SampleForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    html = write(
        "{% error_summary nothing form formset errors %}",
        nothing=None,
        form=SampleForm({}),
        formset=formset,
        errors=[("Det er lukket", "")],
    )
    assert "#id_form-0-cluster" in html
    assert "<li>Det er lukket</li>" in re.sub(r">\s+|\s+<", lambda found: found.group().strip(), html)
    assert write("{% error_summary form %}", form=SampleForm()).strip() == ""


class TestFields:
    def field(self, name, data=None, **context):
        return write("{{ form." + name + "|as_crispy_field }}", form=SampleForm(data), **context)

    def test_label_hint_error_and_input_stand_in_this_order(self):
        html = self.field("name", {})
        places = [html.index(part) for part in ("<label", "Skriv rolle og sted.", "Dette felt", "<input")]
        assert places == sorted(places)

    def test_an_error_is_announced_and_tied_to_its_field(self):
        html = self.field("name", {})
        assert '<span class="sr-only">Fejl: </span>' in html
        assert 'aria-invalid="true"' in html
        described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
        assert described == ["id_name_helptext", "id_name_error"]
        assert all(f'id="{part}"' in html for part in described)

    def test_a_group_is_a_fieldset_with_its_question(self):
        html = self.field("answer", {})
        assert "<legend" in html
        assert re.search(r'<fieldset aria-describedby="id_answer_helptext id_answer_error"', html)
        assert html.count('type="radio"') == 3
        assert "choice-row" in html

    def test_several_choices_are_checkboxes(self):
        assert self.field("departments").count('type="checkbox"') == 3
        assert 'class="form-checkbox"' in self.field("departments")

    def test_only_what_may_be_left_out_says_so(self):
        assert "(frivilligt)" in self.field("email")
        assert "(frivilligt)" not in self.field("name")
        assert "(frivilligt)" not in self.field("confirm")

    def test_filters_do_not_call_themselves_voluntary(self):
        class FilterForm(SampleForm):
            mark_optional = False

        assert "(frivilligt)" not in write("{{ form|crispy }}", form=FilterForm())

    def test_no_field_is_cut_by_the_browser(self):
        html = write("{{ form|crispy }}", form=SampleForm())
        assert "maxlength" not in html
        assert 'data-limit="50"' in html
        assert 'id="id_elaboration_counter"' in html

    def test_a_hidden_field_shows_nothing(self):
        assert self.field("secret").strip() == '<input type="hidden" name="secret" id="id_secret">'

    def test_what_was_typed_comes_back(self):
        html = write(
            "{{ form|crispy }}", form=SampleForm({"name": "A < B", "elaboration": "x" * 60, "answer": "delvis"})
        )
        assert 'value="A &lt; B"' in html
        assert "x" * 60 in html
        assert re.search(r'value="delvis"[^>]*checked', html)
