"""The day of who keeps the installation going: lists, read models, letters, runs and keys, and never a case."""

import pytest

from tests.web.days.day import House, Way, each_way

LIST_NAME = "Simulated list of organisations to look at"
SHORT = "short-0.csv"
"""The file that the furnished demonstration was offered last, and that is held."""
COLUMNS = 'entry_id = "id"\nname = "name"\naliases = "aliases"\ncountry = "country"\nkind = "kind"\n'
"""Which column of that file is what."""
WHY = "De uitgever schrapte ze vorige week; zijn site zegt het."
LOOKS_WRONG = (
    "A file came that looks wrong, and was not let into force. Two people may let it in as it is; then it is imported"
    " again."
)


@each_way(by_day=Way("nl", script=True))
@pytest.mark.sockets
def test_an_operator_keeps_the_installation_going(house: House, way: Way) -> None:
    house.whole.park()
    with house.day("operator.een", way) as day:
        day.opens("/")
        day.reads("How it stands", "To be seen to", "What to do:")
        day.looks()

        # A file of a list is held: why, and what the first of two people does about it.
        day.goes_to("Lists")
        day.reads("Held back")
        day.reads("Version %(number)s stays in force meanwhile.", number=2)
        day.looks()
        day.follows(day.main.get_by_role("link", name=LIST_NAME))
        day.reads(LOOKS_WRONG)
        day.looks()
        day.types("Why it may be let in", WHY)
        day.presses("Propose to let it in")
        day.reads("You proposed it, so another person must confirm it.")
        day.looks()

        # An event that a read model could not take is tried again.
        day.goes_to("Read models")
        day.reads("Parked events")
        day.finds("ValueError at sheets.py:1")
        day.looks()
        day.presses("Try them again")
        day.reads("No event is parked.")
        day.looks()
        day.unfolds("Every read model")
        day.finds("case_register")

        # A key is made on the machine, as the page tells, and withdrawn again.
        day.goes_to("Who is let in")
        day.looks()
        made = house.whole.installation.folder / "hulp.key"
        house.types(day.told_to_type("Make a key, shown once", NAME="hulp.een", ROLE="operator", FILE=str(made)))
        house.site.keys["hulp.een"] = made.read_text("utf-8").strip()
        day.goes_to("Who is let in")
        day.finds("hulp.een")
        with house.day("hulp.een", way) as helper:
            helper.opens("/upkeep")
            key = house.site.keys["hulp.een"].split("_")[1]
            house.types(day.told_to_type("Let a key open nothing from now on", KEY=key))
            helper.opens("/upkeep", status=401)
            helper.reads("Sign in")
        day.goes_to("Who is let in")
        day.unfolds("%(num)s key that opens nothing any more", num=1)
        day.finds(key)
        day.looks()
        assert day.cases == set(), "no case is told to who keeps the installation"

    with house.day("beheer.een", way) as second:
        second.opens("/")
        second.goes_to("Lists")
        second.reads("%(name)s proposed to let it in; a second person decides.", name="operator.een")
        second.follows(second.main.get_by_role("link", name=LIST_NAME))
        second.finds(WHY)
        second.looks()
        second.presses("Confirm that it may be let in")
        second.looks()
        file, key = house.whole.installation.folder / SHORT, house.site.keys["beheer.een"]
        columns = file.with_suffix(".toml")
        columns.write_text(COLUMNS, "utf-8")
        told = second.told_in("kvcase lists import", FILE=str(file))
        house.types([*told, "--mapping", str(columns)], KVCASE_KEY=key)
        second.goes_to("Lists")
        second.does_not_read("Held back")
        second.follows(second.main.get_by_role("link", name=LIST_NAME))
        second.looks()


@each_way(by_day=Way("en", script=False))
@pytest.mark.sockets
def test_an_operator_of_an_institution_sends_again_what_nobody_took(house: House, way: Way) -> None:
    with house.day("operator.noorderhaven", way) as day:
        day.opens("/")
        day.reads("How it stands")
        day.looks()

        day.goes_to("Not delivered")
        day.reads("mail or the program was turned off")
        day.looks()
        letters = day.main.locator("tbody tr").count()
        day.presses("Send it again")
        day.reads("%(num)s message waits to be sent again.", num=1)
        assert day.main.locator("tbody tr").count() == letters - 1
        day.presses("Send all of these again" if letters > 2 else "Send it again")
        day.reads("Everything was delivered, or still waits its turn.")
        day.looks()

        day.goes_to("Re-screening")
        day.looks()
        day.presses("Hold the lists in force against every live case now")
        day.looks()
        runs = day.main.locator("tbody tr").count()
        day.presses("Hold the lists in force against every live case now")
        day.reads("Every live case has been held against the lists in force already; there was nothing to do.")
        assert day.main.locator("tbody tr").count() == runs, "doing it twice changes nothing"

        day.goes_to("Rules")
        day.looks()
        assert day.cases == set(), "no case is told to who keeps the installation"
