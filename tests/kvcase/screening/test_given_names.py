"""A given name is known in its spellings, and told from its neighbour. All names of persons are fictional."""

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import matcher
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import REVIEW, Query


def score(text: str, listed: str) -> int:
    """Return the score; the index of that one name must find it whenever it is a hit."""
    entry = Entry("1", Kind.PERSON, (Name(listed, NameKind.PRIMARY),))
    points = matcher.score(Query(text, Kind.PERSON), entry).score
    found = ListIndex.build([entry]).search(Query(text, Kind.PERSON))
    assert [match.score for match in found] == ([points] if points >= REVIEW else [])
    return points


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Slimane Velmari", "Sulayman Velmari"),
        ("Cumar Xasan Velmari", "Omar Hassan Velmari"),
        ("Haim Velmari", "Chaim Velmari"),
        ("Yauhen Velmaranka", "Yevgeny Velmaranka"),
        ("Orlan Chaudhry", "Orlan Chowdhury"),
        ("Djamel Selwan", "جمال سلوان"),
    ],
)
def test_a_name_is_found_in_another_spelling_of_a_given_name(text: str, listed: str) -> None:
    assert score(text, listed) >= REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Karim Velmari", "Karima Velmari"),
        ("Viktor Velmar", "Viktoria Velmar"),
        ("Mario Velmar", "Maria Velmar"),
        ("Maria Velmar", "Marina Velmar"),
        ("Saad Velmari", "Asad Velmari"),
        ("Jamal Velmari", "Jamil Velmari"),
        ("Samir Velmari", "Amir Velmari"),
        ("فارس سلوان", "Firas Selwan"),
        ("غفور سلوان", "Ghaffar Selwan"),
        ("رشيد سلوان", "Rashad Selwan"),
        ("علاء سلوان", "Ali Selwan"),
        ("Orlan B. Velmar", "Orlan K. Velmar"),
        ("Velmar bin Selim Doskar", "Selim bin Velmar Doskar"),
        ("Karim Nabil Doskar", "Nabil Karim Doskar"),
    ],
)
def test_another_given_name_is_no_hit(text: str, listed: str) -> None:
    assert score(text, listed) < REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Yulia Dremova", "Yulia Dremov"),
        ("فارس سلوان", "Faris Selwan"),
        ("DOSKAR, Karim Nabil", "Karim Nabil Doskar"),
        ("Orlan B. Velmar", "Orlan Velmar"),
    ],
)
def test_what_only_resembles_that_is_still_found(text: str, listed: str) -> None:
    assert score(text, listed) >= REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Noorulhaq Velmar", "Nur al-Haqq Velmar"),
        ("Ikram ul-Haq", "Ikramulhaq"),
        ("Abderrahmane Velmidoun", "Abd al-Rahman Velmidun"),
        ("Velmar Abu Zarqen", "Velmar Bouzarqen"),
        ("Karim Bin Velmar", "Karim Benvelmar"),
        ("Mourad Kechemine", "Murad Kashmin"),
        ("Xurşid Velmacov", "Khurshid Velmajov"),
        ("Orlan Hrelmenko", "Orlan Grelmenko"),
        ("Орлан Грелменко", "Orlan Hrelmenko"),
        ("Orlan Harmachou", "Orlan Gormachov"),
        ("Charavelmos Drem", "Haravelmos Drem"),
        ("Jose Delosveles Quint", "Jose de los Veles Quint"),
        ("Leung Wai Keung", "Liang Weiqiang"),
        ("Wong Ka Kit", "黄家杰"),
        ("Chiang Hsiao-chuan", "蒋小娟"),
        ("Ri Thae-song", "리태성"),
        ("Kang Phil Hun", "강필훈"),
        ("Velmar Doskar", "Velmar Selim Karim Nabil Doskar"),
    ],
)
def test_a_person_is_found_in_another_orthography(text: str, listed: str) -> None:
    assert score(text, listed) >= REVIEW
    assert score(listed, text) >= REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [("Bill Velmar", "William Velmar"), ("Misha Velmarov", "Mikhail Velmarov"), ("Pepe Velmar", "Jose Velmar")],
)
def test_a_short_form_is_looked_at_and_no_alert(text: str, listed: str) -> None:
    assert REVIEW <= score(text, listed) < matcher.ALERT


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Wang Man Li", "Wang Wenli"),
        ("Bill Velmar", "William Quarthen"),
        ("Chen Wai", "Chen Wei"),
        ("Orlan Velmenko", "Orlan Velmov"),
    ],
)
def test_what_another_system_would_spell_so_is_no_hit_in_a_name_that_is_not_of_it(text: str, listed: str) -> None:
    assert score(text, listed) < REVIEW
