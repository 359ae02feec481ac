"""Which organisations are the same, and what sets them apart. All names are fictional, but those of shipped aliases."""

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import matcher
from kvcase.screening.matcher import Query


def organisation(*names: str, country: str = "") -> Entry:
    kinds = [NameKind.PRIMARY] + [NameKind.WEAK if name.isupper() else NameKind.STRONG for name in names[1:]]
    listed = tuple(Name(name, kind) for name, kind in zip(names, kinds, strict=True))
    return Entry("1", Kind.ORGANISATION, listed, (country,) if country else ())


def score(text: str, entry: Entry) -> int:
    return matcher.score(Query(text, entry.kind), entry).score


def rules(text: str, entry: Entry) -> set[str]:
    return {cap.rule for cap in matcher.score(Query(text, entry.kind), entry).explanation.caps}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Velmora Univ Aerodynam & Automat, Sch Opt, Velmora", "Velmora University of Aerodynamics and Automation"),
        ("Quarth Inst Hydroacoust Res", "Quarth Institute of Hydroacoustic Research"),
        ("Universität für Wissenschaft und Technik Velmora", "Velmora University of Science and Technology"),
        ("Technologisches Institut Quarth", "Quarth Institute of Technology"),
        ("Universiteit voor Defensietechnologie Velmora", "Velmora University of Defence Technology"),
        ("Velmora Technologieuniversiteit", "Velmora University of Technology"),
        ("Onderzoeksinstituut Quarth", "Quarth Research Institute"),
        ("Université des sciences et technologies de Velmora", "Velmora University of Science and Technology"),
        ("Institut de physique de l'ingénieur de Quarth", "Quarth Institute of Engineering Physics"),
        ("Вельмора научно-исследовательский институт", "Velmora Scientific Research Institute"),
        ("48-й Центральный научно-исследовательский институт", "48th Central Scientific Research Institute"),
        ("Velmora University of Aeronautics and Astr", "Velmora University of Aeronautics and Astronautics"),
        ("QUARTH VELMORA COMM GRP", "Quarth Velmora Communication Group"),
        ("Quarth Prec. Mfg. & Srvcs Co., Ltd.", "Quarth Precision Manufacturing and Services Company Limited"),
        ("Quarth Intl Shpg Co", "Quarth International Shipping Company"),
        ("Open Joint Stock Company Veskar", "OAO Veskar"),
        ("Limited Lia bility Companny Veskar", "LLC Veskar"),
        ("Factory No. 12 Veskar", "Veskar Factory 12"),
        ("The Second Quarth Institute", "2nd Quarth Institute"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("维莫光学研究所", "Weimo Guangxue Yanjiusuo"),
        ("維莫科技大學", "维莫科技大学"),
        ("شرکت صنایع تیرگران", "Tirgaran Industries Company"),
        ("Clairvessel SociÃ©tÃ© Anonyme", "Clairvessel Société Anonyme"),
    ],
)
def test_a_name_is_known_in_the_words_of_other_languages_and_cut_short(text: str, listed: str) -> None:
    assert score(text, organisation(listed)) >= matcher.REVIEW


@pytest.mark.parametrize(
    ("text", "listed", "rule"),
    [
        ("Quarth Normal University", "Quarth University", "another-field"),
        ("Quarth University of Law", "Quarth University", "another-field"),
        ("Quarth Rescue University", "Quarth University", "another-word-inside"),
        ("Quarth Institute of Porcelain Technology", "Quarth Institute of Technology", "another-word-inside"),
        ("Veskar Institute of Drennick", "Veskar Institute", "another-word-inside"),
        ("Drennick University, Quarth", "Quarth University", "words-of-two-names"),
        ("Veskar Technology Holdings Ltd.", "Veskar Institute of Technology", "another-kind-of-institution"),
        ("Army Research Laboratory", "Army Research Institute", "another-kind-of-institution"),
        ("Department of Information Engineering", "Information Engineering University", "another-kind-of-institution"),
        ("Quarth Central Library", "Quarth Central Bank", "another-field"),
        ("33rd Quarth Institute", "34th Quarth Institute", "another-number"),
        ("Quarth Factory 12", "Quarth Factory", "another-number"),
        (
            "Computational Science Research Centre",
            "Quarth Computational Science Research Centre",
            "its-own-name-missing",
        ),
        ("University of Quartu", "Quarth", "single-word-slip"),
        ("Lant University of Technology", "LLC Land Technologies", "single-word-slip"),
        ("Department of Chemistry, University of Quarth", "CHEM", "single-word-segment"),
        ("Quarth Research Centre for Physics", "Physics Research Center", "another-name-beside"),
        ("维莫理工大学", "维莫大学", "another-field"),
        ("桂林电子学院", "电子学院", "another-name-beside"),
    ],
)
def test_a_distinguishing_word_keeps_a_look_alike_below_review(text: str, listed: str, rule: str) -> None:
    assert score(text, organisation(listed)) < matcher.REVIEW
    assert rule in rules(text, organisation(listed))


def test_an_acronym_beside_the_full_name_of_another_is_that_others() -> None:
    entry = organisation("Quarth Institute of Technology", "QIT", country="IR")
    assert score("QIT, Quarth, Iran", entry) == matcher.WEAK_CAP
    assert score("Q.I.T., Quarth, Iran", entry) == matcher.WEAK_CAP
    assert score("QIT Tehran", entry) == matcher.WEAK_CAP
    assert score("Quilmore Institute of Textiles (QIT)", entry) < matcher.REVIEW
    assert "acronym-of-another" in rules("QIT - Quilmore Institute of Textiles", entry)
    assert score("Quarth Institute of Technology (QIT), Quarth", entry) == 100


def test_an_acronym_in_another_country_is_another() -> None:
    entry = organisation("Quarth Institute of Technology", "QIT", country="IR")
    assert "another-country" in rules("QIT, Ranchi, India", entry)
    assert score("QIT, Ranchi, India", entry) < matcher.REVIEW


def test_a_general_name_in_another_country_or_of_another_house_is_another() -> None:
    entry = organisation("Institute of Applied Physics", country="IR")
    assert score("Institute of Applied Physics, Tehran, Iran", entry) >= matcher.ALERT
    assert score("Institute of Applied Physics, Lisbon, Portugal", entry) < matcher.REVIEW
    assert "another-country" in rules("Institute of Applied Physics, Portugal", entry)
    assert score("Institute of Applied Physics, University of Velmora", entry) < matcher.REVIEW
    assert "part-of-another" in rules(
        "Institute of Naval Engineering, Velmora University",
        Entry("1", entry.kind, (Name("Institute of Naval Engineering", NameKind.PRIMARY),)),
    )
    assert "another-country" in rules("Korea Institute of Applied Physics", entry)


def test_what_a_university_has_is_a_part_of_it() -> None:
    entry = organisation("Quarth University")
    for text in (
        "Affiliated Hospital of Quarth University",
        "Quarth University Hospital",
        "School of Optics Quarth University",
        "Quarth University, Library",
    ):
        assert score(text, entry) >= matcher.REVIEW, text


def test_a_place_in_an_address_is_no_firm_of_nearly_that_name() -> None:
    entry = organisation("Phenix Electronics", "PHENIX")
    assert score("Academy of Mathematics, Phenix", entry) < matcher.REVIEW


def test_chinese_is_compared_in_its_characters_and_their_order() -> None:
    entry = organisation("维莫航空大学")
    assert score("維莫航空大學", entry) == 100
    assert score("维莫航空大学光学院", entry) >= matcher.REVIEW
    assert score("莫维航空大学", entry) < matcher.REVIEW
    assert score("Weimo Hangkong Daxue", entry) >= matcher.REVIEW
    # The same sound in other characters may be a slip, and is shown as what it is.
    parts = matcher.score(Query("韦末航空大学", Kind.ORGANISATION), entry).explanation.parts
    assert (parts[0].kind, parts[0].score) == ("skeleton", 85)


def test_a_university_is_no_firm_of_its_name() -> None:
    assert score("Hogeschool Quarth", organisation("Quarth Ltd")) < matcher.REVIEW
    assert score("Velmorra Institute of Technology", organisation("Velmora Technology Co")) < matcher.REVIEW
    assert score("Velmora Institute of Technology", organisation("Velmora Technology Co")) >= matcher.REVIEW
    assert score("Quarth Trading", organisation("Quarth Ltd")) >= matcher.REVIEW
