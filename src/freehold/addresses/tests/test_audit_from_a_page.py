"""An audit asked for on a page: the worker does it, the page says how far it is and what was found."""

import json
import threading
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from tests import world
from tests.installations import await_until

from freehold.addresses import actions, auditing, tasks
from freehold.addresses.facts import Told
from freehold.addresses.models import Run
from freehold.addresses.refusals import Cancelled, UnderWay
from freehold.addresses.report.pdf import PangoMissing
from freehold.addresses.resolvers import BadResolver
from freehold.addresses.tests import table_files, telling
from freehold.addresses.texts import Text
from freehold.live.models import Event


def text(answer):
    return answer.content.decode()


def run_of(block):
    return Run.objects.without_report().select_related("address_block").get(address_block=block)


@pytest.mark.django_db
class TestThePage:
    def test_it_waits_runs_and_shows_the_verdict(self, ilse, listed, tables):
        (tables / "delegated.txt").write_text(table_files.delegated())
        block = listed(telling.parse("41.76.224.0/24"))
        page = f"/addresses/{block.id}"
        assert "Not audited yet" in text(ilse.get(page))
        ilse.post(f"{page}/audit")
        assert "Waiting for the worker" in text(ilse.get(page))
        tasks.audit_block.func(str(run_of(block).id))
        shown = text(ilse.get(page))
        assert "Do not buy it" in shown
        assert "questions answered" in shown
        assert 'class="floor-plan"' in shown
        assert "Being audited" not in shown

    def test_the_floor_plan_leads_to_the_evidence_of_an_address(self, ilse, listed, audited):
        block = listed()
        span = telling.span("185.10.20.77-185.10.20.78")
        audited(
            block, telling.clean_facts(lists=Told((telling.hits("attackers", "185.10.20.77-185.10.20.78"),)))
        )
        shown = text(ilse.get(f"/addresses/{block.id}"))
        assert shown.count('href="#place-1"') == span[1] - span[0] + 1
        assert '<li id="place-1"' in shown
        assert "185.10.20.77-185.10.20.78" in shown
        assert 'aria-label="185.10.20.77: ' in shown

    def test_report_files(self, ilse, listed, audited, monkeypatch):
        block = listed()
        run = audited(block, telling.clean_facts())
        answer = ilse.get(f"/addresses/{block.id}/audits/{run.id}/report.json")
        assert answer["Content-Type"] == "application/json"
        assert 'filename="addresses-185.10.20.0-24-2026-11-23.json"' in answer["Content-Disposition"]
        assert json.loads(answer.content)["schema"] == "freehold-address-audit/1"
        assert ilse.get(f"/addresses/{block.id}/audits/{run.id}/report.pdf").status_code == 404

    def test_a_pdf_is_printed_with_the_audit(self, ilse, listed, tables):
        block = listed()
        run = actions.ask_for_audit(block, by=block.added_by)
        auditing.perform(run)
        answer = ilse.get(f"/addresses/{block.id}/audits/{run.id}/report.pdf")
        assert answer.content.startswith(b"%PDF-")
        assert "Report (PDF)" in text(ilse.get(f"/addresses/{block.id}"))

    def test_where_nothing_can_print_there_is_no_such_button(self, ilse, listed, tables, monkeypatch):
        def missing(*args):
            raise PangoMissing("no Pango")

        monkeypatch.setattr(auditing, "pdf", missing)
        block = listed()
        run = actions.ask_for_audit(block, by=block.added_by)
        auditing.perform(run)
        assert run_of(block).state == Run.State.DONE
        assert "Report (PDF)" not in text(ilse.get(f"/addresses/{block.id}"))

    def test_earlier_reports_stay(self, ilse, listed, audited, clock):
        block = listed()
        first = audited(block, telling.clean_facts(delegation=telling.untold()))
        clock.shift(3600)
        audited(block, telling.clean_facts())
        assert "Found clean" in text(ilse.get(f"/addresses/{block.id}"))
        earlier = text(ilse.get(f"/addresses/{block.id}/audits/{first.id}"))
        assert "This is an earlier report." in earlier
        assert "Not proven clean yet" in earlier

    def test_a_report_of_another_block_is_not_there(self, ilse, listed, audited):
        mine, other = listed(), listed(telling.parse("185.10.21.0/24"))
        run = audited(other, telling.clean_facts())
        assert ilse.get(f"/addresses/{mine.id}/audits/{run.id}").status_code == 404

    def test_an_audit_under_way_is_not_begun_twice(self, ilse, listed):
        block = listed()
        ilse.post(f"/addresses/{block.id}/audit")
        answer = ilse.post(f"/addresses/{block.id}/audit", follow=True)
        assert "It is being audited already." in text(answer)
        assert block.runs.count() == 1


@pytest.mark.django_db
class TestProgress:
    def test_it_is_told_to_the_owner_alone_and_says_no_address(self, elm, listed):
        block = listed()
        run = actions.begin(actions.ask_for_audit(block, by=elm.ilse))
        Event.objects.all().delete()
        actions.note_progress(run, Run.Step.ASKING, 30, 120)
        event = Event.objects.get()
        assert (event.topic, event.name) == (f"person:{elm.ilse.id}", "addresses.progress")
        assert event.data == {"block": str(block.id)}

    def test_the_page_says_how_far_it_is_without_a_script_too(self, ilse, elm, listed):
        block = listed()
        run = actions.begin(actions.ask_for_audit(block, by=elm.ilse))
        actions.note_progress(run, Run.Step.ASKING, 30, 120)
        for path in (f"/addresses/{block.id}", f"/addresses/{block.id}/progress"):
            shown = text(ilse.get(path))
            assert "Asking registries, block lists and reverse DNS" in shown
            assert 'value="25"' in shown

    def test_the_page_around_it_is_loaded_again_when_it_is_no_longer_true(self, ilse, elm, listed, audited):
        block = listed()
        shown = ilse.get(f"/addresses/{block.id}")
        standing = shown.context["standing"]
        path = f"/addresses/{block.id}/progress?standing={standing}"
        assert "HX-Refresh" not in ilse.get(path).headers
        audited(block, telling.clean_facts())
        assert ilse.get(path).headers["HX-Refresh"] == "true"

    def test_reading_tables_tells_each_second_how_far_it_is(self, elm, listed, tables, monkeypatch):
        seconds = iter(range(1000))
        monkeypatch.setattr(auditing, "monotonic", lambda: float(next(seconds)))
        told = []
        monkeypatch.setattr(
            actions, "note_progress", lambda run, step, done, of: told.append((str(step), done, of))
        )
        (tables / "delegated.txt").write_text(table_files.delegated())
        auditing.perform(actions.ask_for_audit(listed(), by=elm.ilse))
        assert ("reading", 0, 0) in told
        assert any(step == "reading" and of for step, _done, of in told)
        assert told[-1][0] == "printing"


@pytest.mark.django_db
class TestStopped:
    def test_one_that_waits_never_begins(self, ilse, listed, tables):
        block = listed()
        ilse.post(f"/addresses/{block.id}/audit")
        ilse.post(f"/addresses/{block.id}/cancel")
        tasks.audit_block.func(str(run_of(block).id))
        assert run_of(block).state == Run.State.CANCELLED
        assert "Audit it" in text(ilse.get(f"/addresses/{block.id}"))

    def test_one_that_runs_ends_at_its_next_word(self, elm, listed):
        run = actions.begin(actions.ask_for_audit(listed(), by=elm.ilse))
        actions.cancel(run, by=elm.ilse)
        with pytest.raises(Cancelled):
            actions.note_progress(run, Run.Step.ASKING, 1, 2)
        assert run_of(run.address_block).state == Run.State.CANCELLED

    def test_one_that_is_over_stays_as_it_is(self, ilse, listed, audited):
        block = listed()
        audited(block, telling.clean_facts())
        ilse.post(f"/addresses/{block.id}/cancel")
        assert run_of(block).state == Run.State.DONE


@pytest.mark.django_db
class TestTrouble:
    def test_a_folder_that_cannot_be_read_is_said_in_words(self, ilse, elm, listed, tables, monkeypatch):
        def broken(*args, **more):
            raise OSError("no")

        monkeypatch.setattr(auditing, "read_folder", broken)
        block = listed()
        auditing.perform(actions.ask_for_audit(block, by=elm.ilse))
        shown = text(ilse.get(f"/addresses/{block.id}"))
        assert "The last audit could not be done." in shown
        assert "folder of the tables" in shown
        assert actions.ask_for_audit(block, by=elm.ilse).is_under_way

    def test_so_is_a_resolver_that_is_none(self, elm, listed, tables, monkeypatch):
        def bad():
            raise BadResolver(Text("no"))

        monkeypatch.setattr(auditing.reaching, "chosen", bad)
        block = listed()
        auditing.perform(actions.ask_for_audit(block, by=elm.ilse))
        assert run_of(block).problem == "options"

    def test_a_task_that_was_given_up_ends_its_run(self, ilse, elm, listed, clock):
        block = listed()
        run = actions.begin(actions.ask_for_audit(block, by=elm.ilse))
        clock.shift(3600)
        tasks.end_abandoned_runs.func()
        assert run_of(block).is_under_way
        DBTaskResult.objects.filter(id=run.task_id).update(status="FAILED")
        tasks.end_abandoned_runs.func()
        assert run_of(block).state == Run.State.FAILED
        assert "ended before its time" in text(ilse.get(f"/addresses/{block.id}"))

    def test_taken_up_once_more_after_a_worker_died_it_begins_anew(self, elm, listed, tables):
        block = listed()
        run = actions.begin(actions.ask_for_audit(block, by=elm.ilse))
        actions.note_progress(run, Run.Step.ASKING, 30, 120)
        tasks.audit_block.func(str(run.id))
        assert run_of(block).state == Run.State.DONE

    def test_no_two_runs_of_a_block_are_under_way(self, elm, listed):
        block = listed()
        actions.ask_for_audit(block, by=elm.ilse)
        with pytest.raises(UnderWay):
            actions.ask_for_audit(block, by=elm.ilse)


@pytest.mark.django_db
class TestKept:
    """A watch makes a report each day: the report stays for good, its PDF not."""

    @pytest.fixture
    def printed(self, audited):
        def printed(block):
            run = Run.objects.get(pk=audited(block, telling.clean_facts()).pk)
            run.pdf = b"%PDF-"
            run.save()
            return run

        return printed

    def test_old_prints_go_but_the_newest_and_the_reports_stay(self, ilse, listed, printed, clock):
        block, other = listed(), listed(telling.parse("185.10.21.0/24"))
        runs = [printed(block), printed(other)]
        for _month in range(4):
            clock.shift(31 * 24 * 3600)
            runs.append(printed(block))
        tasks.drop_old_prints.func()
        files = [f"/addresses/{run.address_block_id}/audits/{run.id}/report" for run in runs]
        assert [ilse.get(f"{file}.pdf").status_code for file in files] == [404, 200, 404, 200, 200, 200]
        assert [ilse.get(f"{file}.json").status_code for file in files] == [200] * 6
        assert "Found clean" in text(ilse.get(f"/addresses/{block.id}/audits/{runs[0].id}"))

    def test_the_newest_that_was_printed_stays_where_later_ones_could_not_be(
        self, ilse, listed, printed, audited, clock
    ):
        block = listed()
        first = printed(block)
        clock.shift(100 * 24 * 3600)
        audited(block, telling.clean_facts())
        tasks.drop_old_prints.func()
        assert ilse.get(f"/addresses/{block.id}/audits/{first.id}/report.pdf").status_code == 200

    def test_a_report_of_another_version_is_said_to_be_one_and_can_be_taken(self, ilse, listed, audited):
        block = listed()
        run = Run.objects.get(pk=audited(block, telling.clean_facts()).pk)
        run.kept = zlib.compress(b'{"typed": "x"}')
        run.save()
        assert "An earlier version of Freehold made this report" in text(ilse.get(f"/addresses/{block.id}"))
        assert ilse.get(f"/addresses/{block.id}/audits/{run.id}/report.json").status_code == 200
        assert ilse.get("/addresses/plan").status_code == 200


@pytest.mark.django_db(transaction=True)
class TestWhileAsking:
    """The network part, on an event loop of its own."""

    @pytest.fixture
    def slow(self, monkeypatch):
        """A network that answers when told to."""
        answer = threading.Event()
        asked = threading.Event()

        async def ask(facts, reach, progress):
            import asyncio

            progress("lists", 5, 10)
            asked.set()
            while not answer.is_set():
                await asyncio.sleep(0.01)
            return facts

        async def refresh(folder, known, progress):
            progress("delegated", 10, 10)

        monkeypatch.setattr(auditing.network, "ask", ask)
        monkeypatch.setattr(auditing, "refresh", refresh)
        monkeypatch.setattr(auditing.reaching, "chosen", object)
        monkeypatch.setattr(auditing, "TOLD_EVERY", 0.02)
        yield asked, answer
        answer.set()

    def test_it_says_how_far_it_is_and_ends(self, elm, listed, tables, slow):
        _asked, answer = slow
        block = listed()
        run = actions.ask_for_audit(block, by=elm.ilse)
        working = threading.Thread(target=_perform, args=(run,))
        working.start()
        await_until(lambda: (run_of(block).step, run_of(block).steps_of) == (Run.Step.ASKING, 10))
        answer.set()
        working.join()
        assert run_of(block).state == Run.State.DONE

    def test_stopped_it_asks_no_more(self, elm, listed, tables, slow):
        asked, _answer = slow
        block = listed()
        run = actions.ask_for_audit(block, by=elm.ilse)
        working = threading.Thread(target=_perform, args=(run,))
        working.start()
        asked.wait(10)
        actions.cancel(run, by=elm.ilse)
        working.join(10)
        assert not working.is_alive()
        assert run_of(block).state == Run.State.CANCELLED


def _perform(run):
    from django.db import connections

    try:
        auditing.perform(run)
    finally:
        connections.close_all()


@pytest.mark.django_db
class TestCost:
    @pytest.mark.parametrize("path", ["/addresses", "/addresses/compare", "/addresses/{id}"])
    def test_a_page_costs_the_same_however_many_blocks_there_are(self, elm, listed, audited, path):
        window = world.window_of(elm.ilse)
        statements = []
        for number in range(6):
            block = listed(telling.parse(f"185.10.{number}.0/24"), price="100")
            audited(block, telling.clean_facts())
            with CaptureQueriesContext(connection) as captured:
                assert window.get(path.format(id=block.id)).status_code == 200
            statements.append(len(captured))
        assert statements[-1] == statements[1] <= 24


@pytest.mark.django_db
class TestCompare:
    def test_the_cheapest_clean_address_comes_first(self, ilse, listed, audited):
        dear, cheap = listed(price="6400"), listed(telling.parse("185.10.21.0/24"), price="2560")
        audited(dear, telling.clean_facts())
        audited(cheap, telling.clean_facts())
        page = text(ilse.get("/addresses/compare"))
        assert page.index("10.00") < page.index("25.00")

    def test_what_nobody_knows_has_no_price(self, ilse, listed, audited):
        block, other = listed(price="6400"), listed(telling.parse("185.10.21.0/24"))
        audited(block, telling.clean_facts(drop=telling.untold()))
        audited(other, telling.clean_facts())
        page = text(ilse.get("/addresses/compare"))
        assert "not known" in page
        assert "no price given" in page

    def test_only_those_that_are_chosen(self, ilse, listed, audited):
        one, other = listed(price="100"), listed(telling.parse("185.10.21.0/24"))
        for block in (one, other):
            audited(block, telling.clean_facts())
        page = text(ilse.get("/addresses/compare", {"block": str(one.id)}))
        assert f'<th scope="col"><a href="/addresses/{one.id}">' in page
        assert f'<th scope="col"><a href="/addresses/{other.id}">' not in page

    def test_a_made_up_address_in_the_address_bar_is_no_error(self, ilse):
        assert "Nothing to compare yet" in text(ilse.get("/addresses/compare", {"block": "x"}))


def test_an_audit_outlives_the_worker_that_ran_it(installation):
    """Killed in the middle: another worker begins it anew, and the page has its report."""
    (installation.data / "freehold.toml").write_text("addresses_ask = false\n")
    installation.run(
        "from freehold.cli import cast\n"
        "from freehold.addresses import actions\n"
        "from freehold.addresses.blocks import parse\n"
        "elm = cast.create(is_demo=True)\n"
        "block = actions.add_block(parse('185.10.20.0/24'), by=elm.ilse, is_owned=True, origin=None,"
        " seller='', to_registry='', price=None, watch_days=None)\n"
        "actions.ask_for_audit(block, by=elm.ilse)"
    )
    state = "SELECT state FROM addresses_run"
    first = installation.worker()
    await_until(lambda: installation.query(state) != [("waiting",)])
    first.kill()
    first.wait()
    installation.worker()
    await_until(lambda: installation.query(state) == [("done",)])
