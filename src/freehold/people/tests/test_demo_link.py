"""A newcomer opens the demonstration's links."""

import pytest
from django.test import Client

from freehold.people import actions
from freehold.people.tests.cast import make_cast

pytestmark = pytest.mark.django_db


class TestDemoLink:
    def test_its_page_holds_one_form_whose_post_signs_in(self):
        cast = make_cast(is_demo=True)
        path = actions.create_link(cast.dana, "demo", by=None)
        client = Client(enforce_csrf_checks=False)
        page = client.get(path)
        assert page.status_code == 200
        assert page.content.count(b'action="/link') + page.content.decode().count('<form class="form') == 1
        entered = client.post(path)
        assert entered.status_code == 302
        assert entered["Location"] == "/"
        assert "Dana Reyes" in client.get("/account").content.decode()
