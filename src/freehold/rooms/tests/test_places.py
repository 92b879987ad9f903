"""The rules of a session's places, by themselves: every order of events, not only the likely ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from freehold.rooms import places
from freehold.rooms.places import (
    CURRENT,
    AlreadySaid,
    CommitFirst,
    NotCurrent,
    NotWaiting,
    Over,
    Part,
    Room,
    Said,
    Seen,
    State,
    Stay,
    TooEarly,
    WasRemoved,
)

DANA, SAM = UUID(int=1), UUID(int=2)
LAPTOP, PHONE = "laptop", "phone"
PARTS = {DANA: Part.LEAD, SAM: Part.MEMBER}


def arrived(room: Room, person: UUID, device: str = LAPTOP) -> tuple[Room, UUID]:
    connection = uuid4()
    room, _, _ = places.arrive(room, connection, person, PARTS[person], device)
    return room, connection


class TestArriving:
    def test_a_member_waits_and_a_lead_is_in(self):
        room, sam = arrived(Room(), SAM)
        room, dana = arrived(room, DANA)
        assert room.place(sam).state is State.WAITING
        assert room.place(dana).state is State.ADMITTED

    def test_a_second_device_replaces_the_first_and_waits_again(self):
        room, laptop = arrived(Room(), SAM)
        room = places.admit(room, laptop)
        room, phone = arrived(room, SAM, PHONE)
        assert room.place(laptop).state is State.REPLACED
        assert room.place(phone).state is State.WAITING

    def test_a_reload_on_the_same_device_stays_in(self):
        room, before = arrived(Room(), SAM)
        room = places.admit(room, before)
        room, after = arrived(room, SAM)
        assert room.place(before).state is State.REPLACED
        assert room.place(after).state is State.ADMITTED

    def test_a_reload_in_the_waiting_room_keeps_waiting(self):
        room, _ = arrived(Room(), SAM)
        room, again = arrived(room, SAM)
        assert room.place(again).state is State.WAITING

    def test_who_left_waits_again(self):
        room, before = arrived(Room(), SAM)
        room = places.leave(places.admit(room, before), before)
        room, after = arrived(room, SAM)
        assert room.place(after).state is State.WAITING

    def test_who_was_removed_does_not_come_back_on_any_device(self):
        room, sam = arrived(Room(), SAM)
        room = places.remove(places.admit(room, sam), sam)
        for device in (LAPTOP, PHONE):
            with pytest.raises(WasRemoved):
                arrived(room, SAM, device)

    def test_nobody_comes_to_an_ended_session(self):
        with pytest.raises(Over):
            arrived(places.end(Room()), DANA)


class TestAdmitting:
    def test_only_who_waits_is_let_in(self):
        room, sam = arrived(Room(), SAM)
        room = places.admit(room, sam)
        with pytest.raises(NotWaiting):
            places.admit(room, sam)
        with pytest.raises(NotWaiting):
            places.admit(room, uuid4())

    def test_a_replaced_page_is_not_let_in(self):
        room, old = arrived(Room(), SAM)
        room, _ = arrived(room, SAM, PHONE)
        with pytest.raises(NotWaiting):
            places.admit(room, old)


class TestGoing:
    def test_nobody_leaves_twice(self):
        room, sam = arrived(Room(), SAM)
        room = places.leave(room, sam)
        with pytest.raises(NotCurrent):
            places.leave(room, sam)

    def test_a_lead_is_not_removed(self):
        room, dana = arrived(Room(), DANA)
        with pytest.raises(NotCurrent):
            places.remove(room, dana)


class Sessions(RuleBasedStateMachine):
    """Two people, two devices each, anybody doing anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room()
        self.admitted_by_lead: set[UUID] = set()
        self.removed: set[UUID] = set()

    def connections(self) -> list[UUID]:
        return [place.connection for place in self.room.places] or [uuid4()]

    @rule(person=st.sampled_from([DANA, SAM]), device=st.sampled_from([LAPTOP, PHONE]))
    def arrive(self, person, device):
        before = self.room.current(person)
        try:
            room, place, replaced = places.arrive(self.room, uuid4(), person, PARTS[person], device)
        except (Over, WasRemoved):
            assert self.room.has_ended or person in self.removed
            return
        self.room = room
        assert (replaced and replaced.connection) == (before and before.connection)
        if place.state is State.ADMITTED and place.part is Part.MEMBER:
            assert before.connection in self.admitted_by_lead
            self.admitted_by_lead.add(place.connection)

    @rule(data=st.data())
    def admit(self, data):
        connection = data.draw(st.sampled_from(self.connections()))
        try:
            self.room = places.admit(self.room, connection)
        except (NotWaiting, Over, WasRemoved):
            return
        self.admitted_by_lead.add(connection)

    @rule(data=st.data(), how=st.sampled_from([places.leave, places.remove]))
    def go(self, data, how):
        connection = data.draw(st.sampled_from(self.connections()))
        try:
            self.room = how(self.room, connection)
        except NotCurrent:
            return
        if how is places.remove:
            self.removed.add(self.room.place(connection).person)

    @precondition(lambda self: len(self.room.places) > 4)
    @rule()
    def end(self):
        self.room = places.end(self.room)

    @invariant()
    def each_person_has_at_most_one_place(self):
        for person in (DANA, SAM):
            assert sum(place.person == person and place.is_current for place in self.room.places) <= 1

    @invariant()
    def nobody_hears_whom_the_lead_has_not_let_in(self):
        for place in self.room.places:
            if places.may_hear(self.room, place.connection):
                assert place.part is Part.LEAD or place.connection in self.admitted_by_lead
                assert place.person not in self.removed
                assert not self.room.has_ended

    @invariant()
    def what_is_over_stays_over(self):
        if self.room.has_ended:
            assert not any(place.state in CURRENT for place in self.room.places)


TestEveryOrderOfEvents = Sessions.TestCase


class TestTheWindow:
    START = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    def test_members_come_a_quarter_of_an_hour_early_leads_an_hour(self):
        at = self.START - timedelta(minutes=16)
        with pytest.raises(TooEarly):
            places.refuse_if_out_of_time(self.START, 50, Part.MEMBER, at)
        places.refuse_if_out_of_time(self.START, 50, Part.LEAD, at)
        places.refuse_if_out_of_time(self.START, 50, Part.MEMBER, at + timedelta(minutes=1))

    def test_the_door_shuts_hours_after_the_end(self):
        late = self.START + timedelta(minutes=50) + places.SESSIONS_MAY_RUN_LATE
        places.refuse_if_out_of_time(self.START, 50, Part.MEMBER, late)
        with pytest.raises(Over):
            places.refuse_if_out_of_time(self.START, 50, Part.MEMBER, late + timedelta(seconds=1))


moments = st.integers(0, 600).map(lambda minutes: TestTheWindow.START + timedelta(minutes=minutes))


class TestMinutes:
    def test_a_reconnect_is_not_counted_twice(self):
        start = TestTheWindow.START
        stays = [
            Stay(start, start + timedelta(minutes=30)),
            Stay(start + timedelta(minutes=29), start + timedelta(minutes=50)),
        ]
        assert places.minutes_present(stays, start + timedelta(hours=2)) == 50

    def test_time_away_is_not_counted(self):
        start = TestTheWindow.START
        stays = [
            Stay(start, start + timedelta(minutes=10)),
            Stay(start + timedelta(minutes=20), None),
        ]
        assert places.minutes_present(stays, start + timedelta(minutes=25)) == 15

    @given(st.lists(st.tuples(moments, moments)))
    def test_it_counts_the_minutes_that_some_stay_covers(self, pairs):
        stays = [Stay(min(pair), max(pair)) for pair in pairs]
        covered = {
            minute
            for stay in stays
            for minute in range(
                int((stay.since - TestTheWindow.START).total_seconds() // 60),
                int((stay.until - TestTheWindow.START).total_seconds() // 60),
            )
        }
        assert places.minutes_present(stays, TestTheWindow.START) == len(covered)


class TestKeys:
    ONE, OTHER = UUID(int=11), UUID(int=12)

    def said(self, sender: UUID, kind: str, body: str = "x") -> Said:
        return Said(sender, self.OTHER if sender == self.ONE else self.ONE, kind, body)

    @pytest.mark.parametrize("committed", [[], [ONE], [OTHER]])
    def test_nothing_is_revealed_before_both_have_committed(self, committed):
        spoken = [self.said(sender, "commit") for sender in committed]
        with pytest.raises(CommitFirst):
            places.say(spoken, self.said(self.ONE, "reveal"))

    def test_both_reveal_once_both_have_committed(self):
        spoken = [self.said(self.ONE, "commit"), self.said(self.OTHER, "commit")]
        assert places.say(spoken, self.said(self.ONE, "reveal"))
        assert places.say(spoken, self.said(self.OTHER, "reveal"))

    def test_saying_the_same_again_is_no_news(self):
        assert not places.say([self.said(self.ONE, "commit")], self.said(self.ONE, "commit"))

    def test_nobody_takes_a_commitment_back(self):
        with pytest.raises(AlreadySaid):
            places.say([self.said(self.ONE, "commit", "x")], self.said(self.ONE, "commit", "y"))

    def test_a_commitment_to_somebody_else_does_not_count(self):
        third = UUID(int=13)
        spoken = [self.said(self.ONE, "commit"), Said(self.OTHER, third, "commit", "x")]
        with pytest.raises(CommitFirst):
            places.say(spoken, self.said(self.ONE, "reveal"))


class TestAlone:
    NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)

    def seen(self, part, state=State.ADMITTED, silent=0):
        return Seen(part, state, self.NOW - timedelta(seconds=silent))

    @pytest.mark.parametrize("how", [State.WAITING, State.ADMITTED])
    def test_a_member_without_a_lead(self, how):
        assert places.member_alone([self.seen(Part.MEMBER, how)], self.NOW) is how

    @pytest.mark.parametrize(
        ("silent", "state", "expected"),
        [
            (0, State.ADMITTED, None),
            (40, State.ADMITTED, None),
            (41, State.ADMITTED, State.ADMITTED),
            (0, State.LEFT, State.ADMITTED),
        ],
    )
    def test_beside_a_lead(self, silent, state, expected):
        both = [self.seen(Part.MEMBER), self.seen(Part.LEAD, state, silent)]
        assert places.member_alone(both, self.NOW) is expected

    def test_a_closed_page_is_not_there(self):
        lost = replace(self.seen(Part.LEAD), has_media=False)
        assert places.member_alone([self.seen(Part.MEMBER), lost], self.NOW) is State.ADMITTED
        assert places.member_alone([replace(lost, part=Part.MEMBER)], self.NOW) is None

    def test_a_member_who_fell_silent_is_not_there(self):
        assert places.member_alone([self.seen(Part.MEMBER, silent=41)], self.NOW) is None
        assert places.member_alone([], self.NOW) is None
