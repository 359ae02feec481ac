"""The questionnaires that ship can be asked; a file of no use is refused, naming file, entry and field."""

from pathlib import Path

import pytest

from domain import questionnaire
from domain.questionnaire import AppraisalOutcome, Domain
from kvcase.catalogues import forms
from kvcase.catalogues.reading import CatalogueError

SAMPLE = forms.FOLDER / "voorbeeld-appraisal.2026-1.toml"


@pytest.mark.rule("fwo-rsa")
def test_the_sample_says_that_it_is_none_of_the_fwos_text() -> None:
    (form,) = forms.shipped().values()
    assert "niet de vragenlijst van het FWO" in form.notice.nl
    assert "not the FWO's questionnaire" in form.notice.en
    assert form.owner == "kvcase"
    assert {each.domain for each in form.questions} == set(Domain)
    assert all(each.reason.nl and each.reason.en for each in form.questions)


@pytest.mark.rule("fwo-rsa")
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, AppraisalOutcome.NONE),
        ({"country-abroad": "outside", "country-attention": "no"}, AppraisalOutcome.NONE),
        ({"country-abroad": "outside", "country-attention": "yes"}, AppraisalOutcome.MODERATE),
        ({"topic-critical": "unsure"}, AppraisalOutcome.MODERATE),
        ({"partner-military": "yes"}, AppraisalOutcome.MODERATE),
        ({"topic-critical": "yes", "partner-military": "yes"}, AppraisalOutcome.HIGH),
        ({"partner-rights": "yes"}, AppraisalOutcome.HIGH),
    ],
)
def test_a_country_alone_is_never_high_and_things_that_come_together_are(
    said: dict[str, str], outcome: AppraisalOutcome
) -> None:
    (form,) = forms.shipped().values()
    nothing = {"topic-critical": "no", "topic-dual-use": "no", "topic-harm": "no", "country-abroad": "belgium"}
    partner = {"partner-none": "yes", "partner-military": "no", "partner-listed": "no", "partner-rights": "no"}
    answers = questionnaire.read(form, {**nothing, **partner, **said}.items())
    assert questionnaire.outcome(form, answers).outcome is outcome


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('domain = "country"', 'domain = "weather"', "domain"),
        ('kind = "text"', 'kind = "essay"', "kind"),
        ('choices = ["belgium", "eu", "outside"]', "", "choices"),
        ('shown_if = ["topic-dual-use=yes"]', 'shown_if = ["topic-none=yes"]', "shown_if"),
        ('any_of = ["country-attention=yes,unsure"]', 'any_of = ["country-attention=often"]', "any_of"),
        ('outcome = "moderate"', 'outcome = "7"', "outcome"),
        ('id = "topic-harm"', 'id = "topic-critical"', "id"),
        ('version = "2026-1"', 'version = ""', "version"),
        ('owner = "kvcase"', 'owner = "kvcase"\nweight = 3', "weight"),
    ],
)
def test_a_questionnaire_that_cannot_be_asked_is_refused(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = SAMPLE.read_text("utf-8")
    assert old in text
    (tmp_path / "own.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        forms.load(tmp_path)
    assert caught.value.file == "own.toml"
    assert caught.value.field.endswith(field)
    assert caught.value.expected


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(SAMPLE.read_text("utf-8"), "utf-8")
    with pytest.raises(CatalogueError, match="stands in two files"):
        forms.load(tmp_path)


def test_questionnaires_of_ones_own_stand_beside_those_that_ship_and_replace_none(tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8")
    (tmp_path / "own.toml").write_text(text.replace('version = "2026-1"', 'version = "ours-1"'), "utf-8")
    assert set(forms.every(tmp_path)) == {("voorbeeld-appraisal", "2026-1"), ("voorbeeld-appraisal", "ours-1")}
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match="ships with kvcase"):
        forms.every(tmp_path)
