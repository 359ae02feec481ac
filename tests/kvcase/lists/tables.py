"""Small lists of fictional names in the formats of part B, and a writer of XLSX files."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from kvcase.lists.mappings import ColumnMapping

CSL_HEADER = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,alt_names,"
    "citizenships,dates_of_birth,nationalities,ids"
)
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
# ruff: noqa: E501 (rows of a table are as long as they are)
CSL = f"""{CSL_HEADER}
{CSL_HEADER}
aa1,{ENTITY_LIST},,,,Quarth?s Institute of Tides,,"1 Quay, Quarth, CN; 2 Quay, Sol, PK",99 FR 1,2020-01-02,Tide Institute; and QIT,,,,
11,{SDN},11,Individual,FABLE; MYTH,Orlan VESKAR,Director,"Sol, RU",,,Orlan VESCAR,IR,1961-03-05; circa 1960,IR,"Passport, X123, IR; Gender, Male"
bb2,{ENTITY_LIST},,,,Orla Veskar,,,,,,,,,
"""
CSL_JSON = json.dumps(
    {
        "results": [
            {
                "id": "aa1",
                "source": ENTITY_LIST,
                "type": None,
                "name": "Quarth?s Institute of Tides",
                "alt_names": ["Tide Institute", "QIT"],
                "addresses": [{"address": "1 Quay", "city": "Quarth", "country": "CN"}],
                "country": "PK",
                "federal_register_notice": "99 FR 1",
            },
            {
                "id": "SDN-11",
                "source": SDN,
                "type": "Individual",
                "name": "VESKAR, Orlan",
                "programs": ["FABLE", "MYTH"],
                "dates_of_birth": ["1960 to 1962"],
                "nationalities": ["IR"],
                "ids": [{"type": "Passport", "number": "X123", "country": "IR"}],
            },
        ]
    },
    indent=1,
)
DPL = (
    "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tFR_Citation\n"
    '"ORLAN VESKAR"\t"1 QUAY"\t"QUARTH"\t""\t"RU"\t""\t"01/02/2020"\t"99 F.R. 1"\n'
    '"GREY HARBOUR TRADING LTD."\t"2 QUAY"\t"SOL"\t""\t"AE"\t""\t"01/02/2020"\t"99 F.R. 2"\n'
    '"GREY HARBOUR TRADING LTD."\t"3 QUAY"\t"SOL"\t""\t"AE"\t""\t"01/02/2020"\t"99 F.R. 2"\n'
    '"GREY HARBOUR TRADING LTD."\t"3 QUAY"\t"SOL"\t""\t"AE"\t""\t"01/02/2020"\t"99 F.R. 2"\n'
)
SEMA = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <record>
    <Country>Russia / Russie</Country><LastName>Veskar</LastName><GivenName>Orlan</GivenName>
    <DateOfBirthOrShipBuildDate>1961-03-05</DateOfBirthOrShipBuildDate>
    <Aliases>Вескар, Орлан Петрович</Aliases><Schedule>1, Part 1</Schedule><Item>1</Item>
    <DateOfListing>2020-09-28</DateOfListing>
  </record>
  <record>
    <Country>Myanmar (Burma) / Myanmar (Birmanie)</Country><EntityOrShip>Grey Harbour Works</EntityOrShip>
    <Aliases>Grey Harbour, Harbour Works, Ltd.; GHW</Aliases><Item>2</Item>
  </record>
  <record>
    <Country>Russia / Russie</Country><EntityOrShip>Quarth Star</EntityOrShip><ShipIMONumber>7012345</ShipIMONumber>
    <DateOfBirthOrShipBuildDate>1980</DateOfBirthOrShipBuildDate><TitleOrShip>Tanker</TitleOrShip><Item>3</Item>
  </record>
</data-set>
"""
SIMPLE = '''"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails",\
"dataset","first_seen","last_seen","last_change"
"Q-1","Person","Orlan Veskar","Орлан Вескар;""Veskar; the Elder""","1961-03-05;1960","ru","","X123","","","","Fable",\
"2024-01-01","2024-05-02T10:00:00","2024-01-01"
"Q-2","Organization","Grey Harbour Works","GHW","","cn;pk","","","","","","Fable;Myth","","2024-05-01",""
'''
COLUMNS = ColumnMapping(
    entry_id="id",
    name="name",
    aliases="aliases",
    weak_aliases="weak",
    country="country",
    birth_year="born",
    identifiers=("reg",),
    kind="kind",
)
HEADER = ["id", "name", "aliases", "weak", "country", "born", "reg", "kind", "city"]
ROWS: list[list[object]] = [
    ["q-1", "University of Quarth", "Quarth University; UQ", "Tides", "Iran", "", 77, "organisation", "Quarth"],
    ["q-2", "Orlan Veskar", "", "", "Atlantis", 1961, "", "person", ""],
]


def entity(entity_id: str, name: str, schema: str = "Organization", **more: Any) -> dict[str, Any]:
    """Return a listed entity as OpenSanctions writes one."""
    properties = {"name": [name], "topics": ["sanction"], **more.pop("properties", {})}
    return {
        "id": entity_id,
        "caption": name,
        "schema": schema,
        "properties": properties,
        "datasets": ["fable"],
        "target": True,
        **more,
    }


def lines(*records: Mapping[str, Any]) -> bytes:
    """Return records as a file with one on each line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


FTM = lines(
    entity(
        "NK-1",
        "Orlan Veskar",
        "Person",
        properties={
            "alias": ["Орлан Вескар"],
            "weakAlias": ["The Elder"],
            "birthDate": ["1961-03-05"],
            "nationality": ["ru"],
            "country": ["ru"],
            "passportNumber": ["X123"],
        },
    ),
    entity("NK-2", "Grey Harbour Works", properties={"country": ["cn"], "abbreviation": ["GHW"]}),
    {"id": "addr-1", "schema": "Address", "properties": {"full": ["1 Quay"]}, "target": False},
    entity("NK-3", "Owner of Works", "Company", target=False),
)
FIRST_VERSION, SECOND_VERSION = "20240501100000-abc", "20240502100000-abd"


def delta_index(*versions: str) -> bytes:
    """Return the `delta.json` that names these versions."""
    return json.dumps({"versions": {each: f"entities.delta.json of {each}" for each in versions}}).encode()


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a workbook; a cell ("=A1", 7) is a formula with its value, `None` is left out."""
    file = BytesIO()
    names = list(sheets)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for at in range(1, len(names) + 1)
        )
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{types}</Types>",
        )
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        packages = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{packages}"><Relationship Id="r1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="s{at}"/>' for at, name in enumerate(names, 1))
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>',
        )
        related = "".join(
            f'<Relationship Id="s{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(names) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{packages}">{related}</Relationships>',
        )
        for at, name in enumerate(names, 1):
            rows = "".join(_row(number, row) for number, row in enumerate(sheets[name], 1))
            archive.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
            )
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def _row(number: int, row: Sequence[object]) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(row))}</row>'


def _cell(place: str, cell: object) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, tuple):
        return f'<c r="{place}"><f>{cell[0]}</f><v>{cell[1]}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'
