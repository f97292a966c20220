"""What people read on the pages about programmes, and what happens when they press."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import CalendarSpan, Site
from mentoring.programme.models import GapRequest, Place, Programme
from mentoring.programme.queries import roles as role_queries
from mentoring.programme.queries import slots as slot_queries
from mentoring.programme.queries.settings import changes, settings_of
from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.rules.settings import Code, settings_of_kind
from tests.programme.conftest import programme_again
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.support.programmes import ask_for_gap, make_place, make_programme, make_slot

SignIn = Callable[..., StyleGuideClient]
DETAILS = {"name": "Pals", "starts": "2026-11-09", "ends": "2027-07-16"}


def read(client: StyleGuideClient, address: str, status: int = 200) -> str:
    """Return what a page says, in one line."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return said(answer.get_data(as_text=True))


def said(page: str) -> str:
    main = page[page.index("<main") :]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def press(client: StyleGuideClient, address: str, answered: int = 303, **form: object) -> str:
    """Send a form; return what the page says that comes then."""
    answer = client.post(address, data=form)
    assert answer.status_code == answered, said(answer.get_data(as_text=True))
    if answered == 303:
        return read(client, answer.location)
    return said(answer.get_data(as_text=True))


@pytest.fixture
def coordinator(sign_in: SignIn, world: World) -> StyleGuideClient:
    return sign_in(world, "coordinator")


# ---- The list ------------------------------------------------------------------------------------------------------


def test_before_there_is_a_programme_each_reads_the_next_step(sign_in: SignIn, world: World) -> None:
    assert "New programme" in read(sign_in(world, "coordinator"), "/programmes")
    assert "A coordinator adds you to a time in the week." in read(
        sign_in(world, "supervisor"), "/programmes"
    )
    assert "A coordinator makes the first one." in read(sign_in(world, "head"), "/programmes")


def test_a_supervisor_sees_only_the_programmes_where_they_are_on_duty(
    app: Flask, sign_in: SignIn, world: World, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        tutors = make_programme(world, "Tutors", Kind.TUTORING).id
    supervisor = sign_in(world, "supervisor")
    page = read(supervisor, "/programmes")
    assert "Buddies" in page
    assert "Tutors" not in page
    assert "Copy for another year" not in read(supervisor, f"/programmes/{buddies}")
    assert supervisor.get(f"/programmes/{tutors}").status_code == 404
    for account in ("coordinator", "lead", "deputy"):
        assert "Tutors" in read(sign_in(world, account), "/programmes")


def test_the_head_sees_names_and_counts_and_no_page_of_a_programme(
    sign_in: SignIn, world: World, buddies: str
) -> None:
    head = sign_in(world, "head")
    page = read(head, "/programmes")
    assert "Buddies" in page
    assert "1 time" in page
    assert head.get(f"/programmes/{buddies}").status_code == 404


@pytest.mark.parametrize("account", ["administrator", "chair", "mentor", "mentee"])
def test_others_have_no_word_for_it_on_their_rail(sign_in: SignIn, world: World, account: str) -> None:
    client = sign_in(world, account)
    assert "/programmes" not in client.get("/today").get_data(as_text=True)
    assert client.get("/programmes").status_code == 404


# ---- Making, changing, copying -------------------------------------------------------------------------------------


def test_a_programme_is_made_from_a_kind(app: Flask, world: World, coordinator: StyleGuideClient) -> None:
    page = read(coordinator, "/programmes/new")
    assert "Two older students lead a group of up to ten younger ones." in page
    made = press(
        coordinator,
        "/programmes/new/group",
        **DETAILS,
        sites=[world.site_id],
        in_charge=[world.staff[Role.COORDINATOR]],
    )
    assert "Pals is here, as a draft." in made
    assert "Group mentoring, Monday 9 November to Friday 16 July 2027" in made
    assert coordinator.get("/programmes/new/choir").status_code == 404


def test_what_was_typed_stays_when_something_is_wrong(world: World, coordinator: StyleGuideClient) -> None:
    answer = coordinator.post(
        "/programmes/new/group",
        data={"name": "Pals", "starts": "2026-11-09", "ends": "2026-11-27", "sites": [world.site_id],
              "in_charge": [world.staff[Role.COORDINATOR]]},
    )  # fmt: skip
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="Pals"' in page
    assert "fewer than nine weeks of school" in said(page)
    assert 'name="short_because"' in page, "the reason is asked for only then"
    assert "Write why" not in said(coordinator.get("/programmes/new/group").get_data(as_text=True))


def test_two_who_change_it_at_once_see_both_texts(
    app: Flask, sign_in: SignIn, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    form = {**DETAILS, "sites": [world.site_id], "in_charge": [world.staff[Role.COORDINATOR]]}
    address = f"/programmes/{buddies}/details"
    assert "Saved." in press(coordinator, address, **form, seen="1")
    page = press(coordinator, address, 409, **{**form, "name": "Friends"}, seen="1")
    assert "Ms Okafor changed this meanwhile" in page
    assert "Pals Friends" in page
    assert "Saved." in press(coordinator, address, **{**form, "name": "Friends"}, seen="2")


def test_opening_and_closing_can_be_undone(coordinator: StyleGuideClient, buddies: str) -> None:
    address = f"/programmes/{buddies}/status"
    page = press(coordinator, address, status="open")
    assert "Buddies is open." in page
    assert "Undo" in page
    assert "Buddies is a draft again." in press(coordinator, address, status="draft")


def test_an_empty_draft_says_what_it_still_needs(
    app: Flask, world: World, coordinator: StyleGuideClient
) -> None:
    with app.app_context(), transaction.unit():
        made = make_programme(world).id
    page = read(coordinator, f"/programmes/{made}")
    assert "Before it can open: Add a time in the week when pairs can meet." in page
    assert "Open the programme" not in page
    refused = press(coordinator, f"/programmes/{made}/status", status="open")
    assert "Add a time in the week when pairs can meet." in refused


def test_a_copy_is_shown_before_it_is_saved(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        db.session.add(
            CalendarSpan(
                school_id=world.school_id, id="1" * 26, site_id=world.site_id, kind="term", name="Next year",
                first_day=DATES[0], last_day=DATES[1],
            )
        )  # fmt: skip
    page = coordinator.get(f"/programmes/{buddies}/copy").get_data(as_text=True)
    assert "Nothing is saved yet." in said(page)
    assert "Adults on duty and stand-ins. Ask each of them again." in said(page)
    assert "Tuesday 12:30 – 13:00 Library, Year 7, Year 8" in said(page)
    starts, ends = (re.search(rf'name="{name}"[^>]*value="([\d-]+)"', page)[1] for name in ("starts", "ends"))
    assert (starts[:4], ends[:4]) == ("2027", "2028")
    made = press(
        coordinator,
        f"/programmes/{buddies}/copy",
        name="Buddies again",
        starts=starts,
        ends=ends,
        sites=[world.site_id],
        in_charge=[world.staff[Role.COORDINATOR]],
    )
    assert "Buddies again is here, as a draft. Next: who is on duty." in made
    assert "Copied from Buddies." in made
    assert "Nobody on duty" in made


DATES = (date(2027, 9, 1), date(2028, 7, 20))


# ---- Settings ------------------------------------------------------------------------------------------------------


def test_every_setting_is_listed_with_its_sentence_and_value(
    coordinator: StyleGuideClient, buddies: str
) -> None:
    page = read(coordinator, f"/programmes/{buddies}/settings")
    assert "All settings are at their defaults." in page
    assert "Mentor ahead by at least How many school years a mentor must be ahead of a mentee." in page
    assert "2 school years" in page
    for setting in settings_of_kind(Kind.ONE_TO_ONE):
        assert "Default" in read(coordinator, f"/programmes/{buddies}/settings/{setting.code}")
    assert coordinator.get(f"/programmes/{buddies}/settings/group-mentees").status_code == 404
    assert coordinator.get(f"/programmes/{buddies}/settings/colour").status_code == 404


def test_a_floor_is_explained_where_it_is_set_and_blocks(coordinator: StyleGuideClient, buddies: str) -> None:
    address = f"/programmes/{buddies}/settings/preparation"
    why = "At least 30 minutes. A child must know whom to tell before the first meeting."
    assert why in read(coordinator, address)
    refused = press(coordinator, address, 422, value="20", seen="0")
    assert refused.count(why) >= 3, "in the list at the top, on the field, and beside it"
    assert "Write a whole number" in press(coordinator, address, 422, value="an hour", seen="0")


def test_a_warning_asks_for_a_reason_which_is_kept_and_shown(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/settings/mentees-per-mentor"
    asked = press(coordinator, address, 422, value="2", seen="0")
    assert "A second mentee halves the time that each gets. If it is right here, write why." in asked
    done = press(coordinator, address, value="2", reason="Few mentors in Year 10.", seen="0")
    assert "Mentees for one mentor: 2 people." in done
    assert "changed from 1 person" in done
    assert "from 1 person to 2 people Ruth Okafor, Tuesday 3 November, 10:30 Few mentors in Year 10." in done


def test_a_changed_setting_can_be_undone_and_two_at_once_see_both(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/settings/meeting-longest"
    answer = coordinator.post(address, data={"value": "45", "seen": "0"})
    page = coordinator.get(answer.location).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(value|no_limit|seen)" value="([^"]*)"', page))
    assert hidden == {"value": "60", "no_limit": "", "seen": "1"}
    conflict = press(coordinator, address, 409, value="50", seen="0")
    assert "Ms Okafor changed this meanwhile" in conflict
    assert "45 minutes 50 minutes" in conflict
    assert "Longest meeting: 60 minutes." in press(coordinator, address, **hidden)
    with app.app_context(), transaction.unit(writes=False):
        assert settings_of(programme_again(world, buddies)).changed() == []
        assert len(changes(programme_again(world, buddies))) == 2


def test_a_supervisor_reads_a_setting_and_cannot_change_it(
    sign_in: SignIn, world: World, buddies: str
) -> None:
    supervisor = sign_in(world, "supervisor")
    address = f"/programmes/{buddies}/settings/consent"
    page = supervisor.get(address).get_data(as_text=True)
    assert "Carers say yes first" in said(page)
    assert 'name="value"' not in page
    assert supervisor.post(address, data={"value": "notice"}).status_code == 404


# ---- The smaller gap -----------------------------------------------------------------------------------------------


def test_a_smaller_gap_goes_to_the_head_and_back_to_today(
    app: Flask, sign_in: SignIn, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/settings/gap-least"
    refused = press(coordinator, address, 422, value="1", seen="0")
    assert "A smaller gap than 2 school years is for the head to decide, once for a programme." in refused
    asked = press(
        coordinator, f"/programmes/{buddies}/smaller-gap", years="1", reason="Few in Year 10 this year."
    )
    assert "The head has been asked." in asked
    assert "waiting for the head" in asked
    again = press(coordinator, f"/programmes/{buddies}/smaller-gap", 422, years="0", reason="More.")
    assert "The head has been asked already." in again
    head = sign_in(world, "head")
    today = head.get("/today").get_data(as_text=True)
    assert "Buddies asks for a gap of 1 school year" in said(today)
    (decision,) = set(re.findall(r"/programmes/gap-requests/\w{26}", today))
    page = read(head, decision)
    assert "Few in Year 10 this year." in page
    assert "Mentors could be 1 school year ahead of their mentees, in place of 2 school years." in page
    assert "Write why." in press(head, decision, 422, words="", decision="allowed")
    done = press(head, decision, words="For this year alone.", decision="allowed")
    assert "Allowed. The coordinator sees it on Today." in done
    assert "asks for a gap" not in read(head, "/today")
    assert "This was decided already." in press(head, decision, words="No.", decision="declined")
    assert "A gap of 1 school year was allowed" in read(coordinator, "/today")
    shown = read(coordinator, address)
    assert "Dr Merriden" not in shown or "Joan Merriden decided" in shown
    assert "For this year alone." in shown
    with app.app_context(), transaction.unit(writes=False):
        assert settings_of(programme_again(world, buddies)).number(Code.GAP_LEAST) == 1


def test_a_request_can_be_taken_back_before_it_is_decided(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        request = ask_for_gap(world, programme_again(world, buddies))
    page = press(coordinator, f"/programmes/gap-requests/{request}/withdraw")
    assert "The request was taken back." in page
    assert "Ask the head" in page
    late = press(coordinator, f"/programmes/gap-requests/{request}/withdraw")
    assert "This was decided already." in late


def test_whoever_asked_does_not_decide(app: Flask, sign_in: SignIn, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        request = ask_for_gap(world, programme_again(world, buddies))
        found = db.session.get_one(GapRequest, (world.school_id, request))
        found.asked_by = world.staff[Role.HEAD]
    head = sign_in(world, "head")
    page = press(head, f"/programmes/gap-requests/{request}", 422, words="Yes.", decision="allowed")
    assert "Nobody decides about their own request." in page
    stand_in = sign_in(world, "stand_in")
    done = press(stand_in, f"/programmes/gap-requests/{request}", words="Yes.", decision="declined")
    assert "Declined." in done


# ---- Places and the week -------------------------------------------------------------------------------------------


def test_places_are_added_changed_removed_and_put_back(
    app: Flask, world: World, coordinator: StyleGuideClient
) -> None:
    assert "No place here yet." in read(coordinator, "/programmes/places")
    library = {"name": "Library", "capacity": "6", "step_free": "y", "approved": "y", "site": world.site_id}
    assert "Library was added." in press(coordinator, "/programmes/places/new", **library)
    again = press(coordinator, "/programmes/places/new", 422, **library)
    assert "There is a place of this name at the site already." in again
    assert "from 1 to 60" in press(coordinator, "/programmes/places/new", 422, **{**library, "capacity": "0"})
    with app.app_context(), transaction.unit(writes=False):
        place = db.session.scalars(select(Place)).one().id
    address = f"/programmes/places/{place}"
    changed = press(coordinator, address, **{**library, "name": "Big library"}, seen="1")
    assert "Saved." in changed
    assert "Big library 6 step-free Approved" in changed
    conflict = press(coordinator, address, 409, **{**library, "name": "Old library"}, seen="1")
    assert "Big library Old library" in conflict
    removed = press(coordinator, f"{address}/remove")
    assert "Big library was removed." in removed
    assert "Undo" in removed
    assert "Big library is back." in press(coordinator, f"{address}/restore")


def test_the_week_is_a_grid_of_the_sites_hours(
    sign_in: SignIn, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    page = read(coordinator, f"/programmes/{buddies}/week")
    assert "Monday Tuesday Wednesday Thursday Friday Lunch 12:30 – 13:20" in page
    assert (
        "12:30 – 13:00 , Tuesday, change Library (6 pairs) Mr Panjwani stands in: Ms Okafor Year 7, Year 8"
        in page
    )
    assert "Add a time" not in read(sign_in(world, "supervisor"), f"/programmes/{buddies}/week")


def test_an_empty_cell_leads_to_a_form_that_is_filled_in(
    app: Flask, world: World, coordinator: StyleGuideClient
) -> None:
    with app.app_context(), transaction.unit():
        made = make_programme(world).id
        make_place(world)
    page = coordinator.get(f"/programmes/{made}/week").get_data(as_text=True)
    (link,) = re.findall(r'class="add"\s+href="([^"]+)"', page)
    form = coordinator.get(unescape(link)).get_data(as_text=True)
    assert re.search(r'name="starts"[^>]*value="12:30"', form)
    assert re.search(r'value="1" checked', form), "Tuesday is ticked"
    assert "Saturday" not in form, "only school days are offered"


SLOT = {"week": "", "starts": "12:40", "ends": "13:10", "weekdays": ["1"]}


def test_a_time_outside_the_supervised_hours_is_refused_with_the_reason(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/week/new"
    slot = {**SLOT, "site": world.site_id}
    refused = press(coordinator, address, 422, **{**slot, "weekdays": ["1", "2"]})
    assert "No adult is on duty all of that time on one of those days." in refused
    short = press(coordinator, address, 422, **{**slot, "ends": "12:50"})
    assert "shorter than the shortest meeting" in short
    assert "Added: Tuesday." in press(coordinator, address, **slot)
    week = read(coordinator, f"/programmes/{buddies}/week")
    assert "1 time cannot be used yet" in week
    assert "No approved place Nobody on duty" in week


def test_in_a_two_week_cycle_a_time_can_be_in_one_week(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    slot = {**SLOT, "site": world.site_id, "week": "A"}
    refused = press(coordinator, f"/programmes/{buddies}/week/new", 422, **slot)
    assert "Every week is the same at this site" in refused
    with app.app_context(), transaction.unit():
        db.session.get_one(Site, (world.school_id, world.site_id)).cycle_weeks = 2
    added = press(coordinator, f"/programmes/{buddies}/week/new", **slot)
    assert "Week A and week B" in added
    assert "12:40 – 13:10 , Tuesday, change only in week A" in added


def test_a_time_is_changed_removed_and_put_back(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    with app.app_context(), transaction.unit(writes=False):
        (held,) = slot_queries.slots(world.school_id, buddies)
        slot_id, place_id = held.id, held.places[0].place_id
    address = f"/programmes/{buddies}/week/{slot_id}"
    form = {"site": world.site_id, "weekday": "1", "week": "", "starts": "12:40", "ends": "13:10"}
    who = {"on_duty": [world.staff[Role.SUPERVISOR]], "places": [place_id]}
    assert "Saved." in press(coordinator, address, **form, **who, seen="1")
    conflict = press(coordinator, address, 409, **{**form, "ends": "13:20"}, **who, seen="1")
    assert "13:10 13:20" in conflict
    twice = press(coordinator, address, 422, **form, **who, stand_ins=who["on_duty"], seen="2")
    assert "Nobody can stand in for themselves." in twice
    assert "Tuesday 12:40 was removed." in press(coordinator, f"{address}/remove")
    assert "That time is not in the week any more." in press(coordinator, f"{address}/remove")
    assert "That time is not in the week any more." in press(coordinator, address, **form, seen="2")
    assert "Tuesday 12:40 is back." in press(coordinator, f"{address}/restore")


def test_the_adults_page_says_who_is_on_duty_and_where_nobody_is(
    app: Flask, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    page = read(coordinator, f"/programmes/{buddies}/adults")
    assert "Dev Panjwani Tuesday 12:30 – 13:00 never" in page
    assert "Ruth Okafor never Tuesday 12:30 – 13:00" in page
    with app.app_context(), transaction.unit():
        tutors = make_programme(world, "Tutors")
        make_slot(world, tutors, on_duty=False)
        tutors_id = tutors.id
    assert "Nobody is on duty at 1 time" in read(coordinator, f"/programmes/{tutors_id}/adults")


# ---- Role descriptions ---------------------------------------------------------------------------------------------


def edit_form(client: StyleGuideClient, address: str) -> dict[str, str]:
    """Return what the page of an edit holds."""
    page = client.get(address).get_data(as_text=True)
    form = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    form |= dict(re.findall(r'<input[^>]*name="(q\w+)"[^>]*type="text"[^>]*value="([^"]*)"', page))
    form |= dict(re.findall(r'name="(q\d_right)"\s+id="[^"]+"\s+value="(\w)" checked', page))
    form |= dict(re.findall(r'name="(seen)" value="(\d+)"', page))
    assert len(form) == 9 + 3 * 6 + 1, sorted(form)
    return {name: unescape(value).strip() for name, value in form.items()}


def test_an_edit_shows_the_differences_and_says_what_it_asks_for(
    app: Flask, sign_in: SignIn, world: World, coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/roles/mentor"
    form = edit_form(coordinator, f"{address}/edit")
    assert "Everybody who signed is asked to sign again." in read(coordinator, f"{address}/edit")
    form["listening"] = "Words about hearing."
    looked = press(coordinator, f"{address}/edit", 200, **form, look="1")
    assert "Words about taken out: listening." in looked
    assert "Words about put in: hearing." in looked
    with app.app_context(), transaction.unit(writes=False):
        made = programme_again(world, buddies)
        assert role_queries.current_version(made, ProgrammeRole.MENTOR).number == 1, "looking saves nothing"
    assert "Say which kind of edit this is." in press(coordinator, f"{address}/edit", 422, **form)
    done = press(coordinator, f"{address}/edit", **form, edit="change")
    assert "Everybody who signed before is asked to sign again within 10 school days." in done
    assert "Version 2 of 2" in done
    conflict = press(
        coordinator, f"{address}/edit", 409, **{**form, "listening": "Other words."}, edit="change"
    )
    assert "Ms Okafor changed this meanwhile" in conflict
    small = press(coordinator, f"{address}/edit", **{**form, "seen": "2", "what": "A."}, edit="correction")
    assert "Nobody has to sign again." in small
    compared = read(sign_in(world, "lead"), f"{address}/compare?before=1&after=3")
    assert "Versions 1 and 3 side by side" in compared
    assert "Listening Changed" in compared
    assert "10 parts are the same" in compared
    older = read(coordinator, f"{address}?version=1")
    assert "This is an older version" in older
    assert edit_form(coordinator, f"{address}/edit?version=1")["listening"] == "Words about listening."
    assert coordinator.get(f"{address}?version=9").status_code == 404
    assert coordinator.get(f"{address}/compare?before=0&after=9").status_code == 404
    assert coordinator.get(f"/programmes/{buddies}/roles/friend").status_code == 404


def test_words_that_are_not_whole_come_back_with_what_is_missing(
    coordinator: StyleGuideClient, buddies: str
) -> None:
    address = f"/programmes/{buddies}/roles/mentee/edit"
    form = edit_form(coordinator, address)
    wrong = {**form, "stopping": "  ", "q2_b": form["q2_a"], "what": "Typed words."}
    page = press(coordinator, address, 422, **wrong, edit="correction")
    assert "Write something for “Stopping”." in page
    assert "three different answers" in page
    assert "Typed words." in page
    assert "Nothing was changed" in press(coordinator, address, 422, **form, edit="correction")


def test_the_card_says_what_is_ok_and_whom_to_tell(coordinator: StyleGuideClient, buddies: str) -> None:
    big = read(coordinator, f"/programmes/{buddies}/card/mentor")
    assert big.count("You are never in trouble for telling.") == 1
    assert "Any adult you trust, or Ms Okafor." in big
    assert "OK Words about fine. Not OK Words about not_fine." in big
    four = read(coordinator, f"/programmes/{buddies}/card/mentee?sheet=4")
    assert four.count("You are never in trouble for telling.") == 4
    assert read(coordinator, f"/programmes/{buddies}/card/mentee?sheet=999999").count("Not OK") == 1


def test_the_pages_of_one_school_are_nobodys_in_another(
    app: Flask, sign_in: SignIn, worlds: tuple[World, World], buddies: str
) -> None:
    here, there = worlds
    stranger = sign_in(there, "coordinator")
    for page in ("", "/week", "/settings", "/roles/mentor", "/card/mentor", "/copy"):
        assert stranger.get(f"/programmes/{buddies}{page}").status_code == 404
    assert "Buddies" not in read(stranger, "/programmes")
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.scalars(select(Programme.school_id)).one() == here.school_id
