"""A coordinator brings a roster, looks at it, and takes it."""

import csv
import io

import pytest

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.jobs import worker
from mentoring.people.actions.students import change_student
from mentoring.people.models import School, Site, Student
from mentoring.roster import sealed
from mentoring.roster.actions.drafts import forget_old_drafts
from mentoring.roster.models import Family, RosterDraft, RosterEntry, RosterMapping
from mentoring.roster.reading import bundle
from mentoring.roster.views import bringing
from tests.roster.conftest import ANA, BEN, CY, HEAD, Office
from tests.roster.files import oneroster_11, user_11, zip_of
from tests.support.factories import World, make_student

ODD = [["No.", "Chosen name", "Family", "Yr", "Grp"], ANA, BEN]


def test_a_list_with_odd_columns_is_mapped_looked_at_and_taken(office: Office) -> None:
    assert office.bring(ODD).status_code == 303
    page = office.page()
    assert "Which column is which?" in page
    answer = office.says_columns(first_name="1", last_name="2", year="3", form="4", roster_id="0")
    assert answer.status_code == 303
    page = office.page()
    assert "Look before you take it" in page and "Ana Reed" in page
    assert office.names() == ["Amara Quist", "Leo Brandt"]  # nothing is in the school yet
    assert office.takes().status_code == 303
    assert office.names() == ["Amara Quist", "Ana Reed", "Ben Okoro", "Leo Brandt"]
    ana = next(entry for entry in office.stored(RosterEntry) if entry.roster_id == "1")
    assert (ana.year_given, ana.born) == ("7", "")


def test_the_same_headers_are_not_asked_about_again_and_the_same_file_changes_nothing(office: Office) -> None:
    office.bring(ODD)
    office.says_columns(first_name="1", last_name="2", year="3", form="4", roster_id="0")
    office.takes()
    before = office.stored(Student)
    assert office.bring(ODD).status_code == 303
    page = office.page()
    assert "Look before you take it" in page
    assert "Unchanged (2)" in page and "Changed (" not in page
    office.takes()
    assert [(each.id, each.version) for each in office.stored(Student)] == [
        (each.id, each.version) for each in before
    ]


def test_columns_that_cannot_be_are_refused_and_the_choice_is_kept(office: Office) -> None:
    office.bring(ODD)
    answer = office.says_columns(first_name="1", last_name="1", year="3")
    assert answer.status_code == 422
    assert "One column cannot be two things" in answer.get_data(as_text=True)
    answer = office.says_columns(first_name="1", last_name="2", year="")
    assert "A student needs a first and a last name" in answer.get_data(as_text=True)
    assert office.stored(RosterMapping) == []


def test_no_year_no_file_and_no_answer_about_birth_dates_are_asked_for_again(office: Office) -> None:
    answer = office.client.post("/students/roster", data={})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in ("Choose the file.", "Choose at least one year group.", "Choose how much to keep."):
        assert sentence in page


def test_of_years_that_were_not_chosen_nothing_is_stored(office: Office) -> None:
    page = office.looks([HEAD, ANA, BEN, CY], years=["7"])
    assert "Left out (2)" in page
    assert "Okoro" not in page + office.page(f"{office.draft}?show=left-out")
    with office.app.app_context(), transaction.unit(writes=False):
        draft = db.session.query(RosterDraft).one()
        assert b"Okoro" not in sealed.opened(draft, "reading")
    office.takes()
    assert "Ben Okoro" not in office.names()


def test_the_file_goes_as_soon_as_it_is_read_and_what_was_read_when_it_is_taken(office: Office) -> None:
    office.bring(ODD)
    assert office.only_draft().content is not None  # a question is open
    office.says_columns(first_name="1", last_name="2", year="3")
    assert office.only_draft().content is None
    assert b"Reed" not in bytes(office.only_draft().reading)
    office.takes()
    assert office.stored(RosterDraft) == []


def test_a_roster_can_be_given_up(office: Office) -> None:
    office.looks([HEAD, ANA])
    answer = office.client.post(f"{office.draft}/give-up")
    assert "given up" in office.page(answer.location)
    assert office.stored(RosterDraft) == []
    assert office.client.get(office.draft).status_code == 404


def test_after_a_day_a_roster_is_gone(office: Office, later) -> None:
    office.looks([HEAD, ANA])
    later(hours=23, minutes=29)
    assert office.app.test_client_class  # the sign-in is renewed below
    with office.app.app_context(), transaction.unit():
        forget_old_drafts(clock.now())
    assert len(office.stored(RosterDraft)) == 1
    later(minutes=31)
    with office.app.app_context(), transaction.unit():
        forget_old_drafts(clock.now())
    assert office.stored(RosterDraft) == []


def test_a_roster_that_is_over_is_not_shown_even_before_it_is_deleted(office: Office, later, sign_in) -> None:
    office.looks([HEAD, ANA])
    later(hours=24)
    office.client = sign_in(office.world, "coordinator")
    assert office.client.get(office.draft).status_code == 404
    assert "students.csv" not in office.page("/students/roster")


def test_what_changed_since_it_was_looked_at_is_shown_again_before_it_is_taken(office: Office) -> None:
    office.imports([HEAD, ANA])
    office.looks([HEAD, [*ANA[:4], "7B"]])
    seen = office.page().split('name="seen" value="')[1].split('"')[0]
    with office.app.app_context(), transaction.unit():
        ana = db.session.query(Student).filter_by(first_name="Ana").one()
        change_student(_machine(), ana, {"last_name": "Shaw"}, now=clock.now())
    answer = office.client.post(f"{office.draft}/take", data={"seen": seen})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Something has changed since you looked" in page
    assert "Last name: Reed (was Shaw)" in page
    assert office.takes().status_code == 303


def _machine():
    from mentoring.audit.trail import MACHINE

    return MACHINE


def test_a_change_is_shown_field_by_field(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    page = office.looks([HEAD, ["1", "Ana", "Reed-Shaw", "8", "8A"], BEN])
    assert "Changed (1)" in page
    changed = office.page(f"{office.draft}?show=changed")
    assert "Last name: Reed-Shaw (was Reed); Year: Year 8 (was Year 7); Form or class: 8A (was 7A)" in changed


def test_pressing_twice_takes_it_once(office: Office) -> None:
    office.looks([HEAD, ANA])
    seen = office.page().split('name="seen" value="')[1].split('"')[0]
    first = office.client.post(f"{office.draft}/take", data={"seen": seen})
    second = office.client.post(f"{office.draft}/take", data={"seen": seen})
    assert first.status_code == 303
    assert second.status_code == 404
    assert office.names().count("Ana Reed") == 1


def test_the_order_of_birth_dates_is_asked_with_an_example_from_the_file(office: Office) -> None:
    rows = [[*HEAD, "DOB"], [*ANA, "04/05/2013"], [*BEN, "06/07/2012"]]
    office.bring(rows, keep_birth="month")
    office.says_columns()
    page = office.page()
    assert "What does 04/05/2013 mean?" in page
    assert "Saturday 4 May 2013" in page and "Friday 5 April 2013" in page
    assert office.client.post(f"{office.draft}/dates", data={}).status_code == 422
    assert office.client.post(f"{office.draft}/dates", data={"order": "dmy"}).status_code == 303
    office.takes()
    assert {entry.born for entry in office.stored(RosterEntry)} == {"2013-05", "2012-07"}


def test_a_row_that_is_there_twice_is_shown_and_a_person_says_which_is_right(office: Office) -> None:
    page = office.looks([HEAD, ANA, ["1", "Ana", "Reed", "8", "8A"], BEN])
    assert "Ana Reed, rows 2, 3" in page
    assert "Row 3, Ana Reed, 8, 8A" in page
    answer = office.client.post(f"{office.draft}/choices", data={"twin_0": "1"})
    assert answer.status_code == 303
    assert "Added (2)" in office.page()
    assert "Another row of this student was chosen." in office.page(f"{office.draft}?show=left-out")
    office.takes()
    assert {(each.first_name, each.year) for each in office.stored()} >= {("Ana", "8"), ("Ben", "8")}


def test_new_sites_are_named_before_they_are_made_and_one_can_be_left_out(office: Office) -> None:
    rows = [[*HEAD, "School"], [*ANA, "Main site"], [*BEN, "Little Birch"], [*CY, "Carr"]]
    page = office.looks(rows)
    assert "2 new sites: Little Birch, Carr" in page
    office.client.post(f"{office.draft}/choices", data={"orgs": ["1", "2"]})  # by name: Carr is the first
    assert "One new site: Little Birch" in office.page()
    office.takes()
    assert {site.name for site in office.stored(Site)} == {"Main site", "Little Birch"}
    assert "Cy Poe" not in office.names()


def test_every_row_can_be_downloaded_and_no_cell_is_a_formula(office: Office) -> None:
    rows = [HEAD, ["1", "=HYPERLINK(1)", "Reed", "7", ""], BEN, ["3", "", "Poe", "7", ""]]
    office.looks(rows)
    answer = office.client.get(f"{office.draft}/rows.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="roster.csv"'
    found = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert found[0] == ["What", "File", "Row", "Id", "Name", "Details"]
    assert ["Added", "students.csv", "2", "1", "'=HYPERLINK(1) Reed", "Year 7"] in found
    assert ["Left out", "students.csv", "4", "3", "Poe", "There is no first name."] in found


def test_long_lists_have_pages(office: Office) -> None:
    rows = [HEAD, *([str(number), f"Nia{number:03}", "Vale", "7", ""] for number in range(120))]
    page = office.looks(rows)
    assert "Page 1 of 3" in page and "Nia049" in page and "Nia050" not in page
    assert "Nia119" in office.page(f"{office.draft}?page=3")


def test_columns_left_out_on_purpose_are_listed(office: Office) -> None:
    page = office.looks([[*HEAD, "Password", "Ethnicity"], [*ANA, "hunter2", "Martian"]])
    assert "Password, Ethnicity" in page
    assert "hunter2" not in page and "Martian" not in page


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "There is nothing in the file."),
        (zip_of({"../users.csv": b"x"}), "names places outside itself"),
        (zip_of({"users.csv": b"0" * 30_000_000}), "far larger than any roster"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_is_kept(
    office: Office, content: bytes, sentence: str
) -> None:
    answer = office.bring(content, "roster.zip")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert office.stored(RosterDraft) == []


def test_oneroster_needs_no_answer_about_columns(office: Office) -> None:
    page = office.looks(oneroster_11(user_11("a", "Ana", "Reed", "7")), name="export.zip")
    assert "OneRoster 1.1" in page
    assert "Which column is which" not in page


def _large(rows: int) -> list[list[str]]:
    return [HEAD, *([str(number), f"Nia{number}", "Vale", "7", "7A"] for number in range(rows))]


def test_a_large_file_is_read_by_the_worker_and_the_page_can_be_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "AT_ONCE", 100)
    office.bring(_large(2_100))
    page = office.page()
    assert "The file is being read" in page and "It waits for its turn." in page
    assert "students.csv" in office.page("/students/roster")
    seen: list[int] = []
    original = bundle.Table.rows

    def watched(self):
        for row in original(self):
            if row.number == 2_050:
                with office.app.app_context(), transaction.unit(writes=False):
                    seen.append(db.session.query(RosterDraft).one().rows_read)
            yield row

    assert worker.do_next(office.app, _raise)
    assert "Which column is which?" in office.page()
    office.says_columns()
    assert "The file is being read" in office.page()
    monkeypatch.setattr(bundle.Table, "rows", watched)
    assert worker.do_next(office.app, _raise)
    assert 2_000 in seen
    assert "Added (2100)" in office.page()
    office.takes()
    assert len(office.stored()) == 2_102


def _raise(problem: BaseException) -> None:
    raise problem


def test_a_large_file_that_cannot_be_read_says_why_when_the_worker_has_tried(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "AT_ONCE", 0)
    manifest = [["propertyName", "value"], ["file.users", "delta"]]
    office.bring(zip_of({"manifest.csv": manifest, "users.csv": [["sourcedId"]]}), "export.zip")
    assert worker.do_next(office.app, _raise)
    page = office.page()
    assert "This file cannot be taken" in page and "Export all students" in page
    assert office.only_draft().content is None


def test_a_roster_given_up_while_it_is_read_is_not_brought_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "AT_ONCE", 0)
    office.bring([HEAD, ANA])
    office.client.post(f"{office.draft}/give-up")
    assert worker.do_next(office.app, _raise)
    assert office.stored(RosterDraft) == []


def send_large(client, address: str, size: int) -> int:
    """Send a form with a file of that many bytes. Written by hand: the client's own way leaves a file open."""
    parts = {"csrf_token": client.csrf_token(), "years": "7", "keep_birth": "nothing"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    body += '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    content = b"Forename,Surname,Year\n" + b"x" * size
    kind = "multipart/form-data; boundary=x"
    return client.open(
        address, method="POST", data=body.encode() + content + b"\r\n--x--\r\n", content_type=kind
    ).status_code


def test_a_file_of_more_than_twenty_megabytes_is_refused_and_no_other_page_takes_so_much(
    office: Office,
) -> None:
    assert send_large(office.client, "/students/roster", 2 * 1024 * 1024) == 303
    assert send_large(office.client, "/students/roster", 21 * 1024 * 1024) == 413
    assert send_large(office.client, "/students/find", 2 * 1024 * 1024) == 413


def test_who_is_not_signed_in_sends_no_large_file(client) -> None:
    assert send_large(client, "/students/roster", 2 * 1024 * 1024) == 413


def test_before_set_up_is_finished_no_roster_is_taken_in(office: Office) -> None:
    with office.app.app_context(), transaction.unit():
        db.session.get_one(School, office.world.school_id).setup_finished_at = None
    assert "when set-up is finished" in office.page("/students/roster")
    assert office.bring([HEAD, ANA]).status_code == 409
    assert office.stored(RosterDraft) == []


def test_what_comes_next_is_said_after_it(office: Office) -> None:
    page = office.imports(
        [[*HEAD, "Address"], [*ANA, "1 High St"], ["9", "Abe", "Reed", "9", "9A", "1 High St"]]
    )
    assert "Decide whether two students are one family" in page
    assert "Print sign-in cards for 4 students" in page
    assert len(office.stored(Family)) == 1


def test_one_event_tells_what_a_roster_did_in_numbers_and_each_student_has_one(office: Office) -> None:
    office.imports([HEAD, ANA, BEN, ["3", "", "Poe", "7", ""]])
    with office.app.app_context(), transaction.unit(writes=False):
        entry = db.session.query(TrailEntry).filter_by(event="roster.taken").one()
        assert entry.facts == {
            "added": 2,
            "changed": 0,
            "unchanged": 0,
            "left_out": 1,
            "missing": 0,
            "families": 0,
        }
        assert db.session.query(TrailEntry).filter_by(event="student.added").count() == 2


def test_an_import_asks_for_no_mail(office: Office) -> None:
    from mentoring.jobs.models import Job

    office.imports([HEAD, ANA, BEN])
    with office.app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Job).filter_by(kind="mail").count() == 0


def test_a_student_added_by_hand_is_found_by_name_and_not_added_again(office: Office) -> None:
    with office.app.app_context(), transaction.unit():
        make_student(office.world, first="Ana", last="Reed", year="7")
    office.imports([HEAD, ANA])
    assert office.names().count("Ana Reed") == 1
    assert [entry.roster_id for entry in office.stored(RosterEntry)] == ["1"]


def test_a_draft_of_another_school_is_not_there(office: Office, worlds: tuple[World, World], sign_in) -> None:
    office.looks([HEAD, ANA])
    elsewhere = sign_in(worlds[1], "coordinator")
    assert elsewhere.get(office.draft).status_code == 404
    assert elsewhere.post(f"{office.draft}/take", data={"seen": "x"}).status_code == 404


def test_a_sixth_roster_lets_go_of_the_oldest(office: Office, later) -> None:
    for number in range(6):
        later(seconds=1)
        office.bring([HEAD, ANA], name=f"file{number}.csv")
    assert len(office.stored(RosterDraft)) == 5
    page = office.page("/students/roster")
    assert "file0.csv" not in page and "file5.csv" in page
