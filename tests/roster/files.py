"""Rosters as schools' systems export them, made up: small builders, so that no file lies about as bytes."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]

ORGS = [
    ["sourcedId", "status", "name", "type", "parentSourcedId"],
    ["s1", "active", "Alder High", "school", ""],
]
USERS_11 = [
    "sourcedId", "status", "enabledUser", "orgSourcedIds", "role", "username", "givenName", "familyName", "password",
    "agentSourcedIds", "grades",
]  # fmt: skip
USERS_12 = [
    "sourcedId", "status", "enabledUser", "username", "givenName", "familyName", "preferredFirstName",
    "agentSourcedIds", "grades",
]  # fmt: skip
ROLES_12 = ["sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId", "status", "grade"]
DEMOGRAPHICS = ["sourcedId", "birthDate", "sex", "americanIndianOrAlaskaNative"]


def csv_of(rows: Rows, separator: str = ",") -> bytes:
    """Return rows as CSV."""
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode()


def zip_of(files: Mapping[str, bytes | Rows], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these files; rows are written as CSV."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else csv_of(content))
    return packed.getvalue()


def user_11(user: str, first: str, last: str, grade: str = "9", **more: str) -> list[str]:
    """Return a row of users.csv in OneRoster 1.1."""
    cells = {
        "sourcedId": user,
        "status": "active",
        "enabledUser": "true",
        "orgSourcedIds": "s1",
        "role": "student",
    }
    cells |= {"givenName": first, "familyName": last, "grades": grade, "password": "hunter2", **more}
    return [cells.get(column, "") for column in USERS_11]


def manifest(*files: str, version: str = "1.1", kind: str = "bulk") -> Rows:
    """Return a manifest that names these files."""
    head = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", version]]
    return [*head, *([f"file.{file}", kind] for file in files)]


def oneroster_11(*users: Sequence[str], orgs: Rows = ORGS, **more: Rows) -> bytes:
    """Return a whole OneRoster 1.1 export."""
    tables: dict[str, bytes | Rows] = {"orgs.csv": orgs, "users.csv": [USERS_11, *users]}
    tables |= {f"{name}.csv": rows for name, rows in more.items()}
    return zip_of({"manifest.csv": manifest(*(name.removesuffix(".csv") for name in tables)), **tables})


def workbook(sheets: Mapping[str, Rows], **parts: str) -> bytes:
    """Return a workbook with these sheets, all cells as text. parts: whole parts in place of these."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    links = "".join(
        _link(f"rId{number}", f"worksheets/sheet{number}.xml", "worksheet")
        for number in range(1, len(names) + 1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{KIND}</Types>',
        "_rels/.rels": _links(_link("r", "xl/workbook.xml", "officeDocument")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(links),
        **{f"xl/worksheets/sheet{number}.xml": sheet(sheets[name]) for number, name in enumerate(names, 1)},
        **parts,
    }
    return zip_of({name: content.encode() for name, content in files.items()})


def _link(name: str, target: str, kind: str) -> str:
    return f'<Relationship Id="{name}" Target="{target}" Type="{LINK}/{kind}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = '<Default Extension="xml" ContentType="application/xml"/>'


def sheet(rows: Rows) -> str:
    """Return a sheet of texts; a cell that is a number is written as one."""
    written = "".join(
        f'<row r="{number}">{"".join(_cell(at, number, value) for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(at: int, number: int, value: str) -> str:
    place = f"{chr(ord('A') + at)}{number}"
    if value.replace(".", "", 1).isdecimal():
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
