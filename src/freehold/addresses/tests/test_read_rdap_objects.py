"""What registries' RDAP servers really wrote, with all its oddities, read; and whatever else, refused."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import rdap_objects
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Registration

SAMPLES = Path(__file__).parent / "data" / "rdap"


def read(name: str, registry: str | None = None) -> Registration:
    (path,) = SAMPLES.glob(f"{name}*")
    return rdap_objects.registration(rdap_objects.read(path.read_bytes()), registry)


def ends(network: Registration) -> str:
    return f"{dotted(network.first)}-{dotted(network.last)}"


class TestRealAnswers:
    def test_apnic(self):
        network = read("apnic_1.1.1.0_24_2024")
        assert ends(network) == "1.1.1.0-1.1.1.255"
        assert (network.holder, network.holder_handle) == ("APNIC Research and Development", "ORG-ARAD1-AP")
        assert (network.type, network.status, network.country) == ("ASSIGNED PORTABLE", ("active",), "AU")
        assert network.registered_at == "2011-08-10T23:12:35Z"
        assert network.changed_at == "2023-04-26T22:57:58Z"
        assert network.registry == "apnic"

    def test_arin_with_origin_extension_and_a_person_inside_the_organisation(self):
        network = read("arin_192.198.0.0_22")
        assert ends(network) == "192.198.0.0-192.198.3.255"
        assert (network.holder, network.holder_handle) == ("Radio Link Internet", "DP-41")
        assert network.parent_handle == "NET-192-0-0-0-0"
        assert network.raw["arin_originas0_originautnums"] == [53301]

    def test_arin_with_one_network_of_three_cidrs(self):
        assert ends(read("arin_13.64.0.0")) == "13.64.0.0-13.107.255.255"

    def test_arin_with_leading_zeros_which_are_not_octal(self):
        network = read("arin_74.125.0.0_16")
        assert ends(network) == "74.125.0.0-74.125.255.255"
        assert (network.type, network.status) == ("", ())

    def test_ripe_with_a_length_behind_its_first_address_and_no_object_class(self):
        network = read("ripe_62.239.237.0_24")
        assert ends(network) == "62.239.237.0-62.239.237.255"
        assert network.type == "ASSIGNED PA"
        assert network.holder is None, "the abuse contact and a maintainer hold nothing"

    def test_ripe_legacy_with_maintainers_for_registrants_and_no_names(self):
        network = read("ripe_130.59.0.0_16")
        assert (network.type, network.status) == ("LEGACY", ())
        assert (network.holder, network.holder_handle) == (None, "ORG-SG2-RIPE")

    def test_afrinic_with_a_range_that_is_no_cidr_and_no_roles(self):
        network = read("afrinic_196.11.239.0")
        assert ends(network) == "196.11.239.0-196.11.246.255"
        assert (network.holder, network.holder_handle) == (None, "ORG-VSA1-AFRINIC"), "a handle is no name"

    def test_lacnic_with_a_single_address(self):
        network = read("lacnic_200.57.141.161")
        assert ends(network) == "200.57.141.161-200.57.141.161"
        assert network.holder == "Triara.com, S.A. de C.V."

    def test_the_server_that_answered_says_which_registry(self):
        assert read("apnic_1.1.1.0_24_2024", "ripencc").registry == "ripencc"

    def test_an_error_object_is_refused_with_its_title(self):
        with pytest.raises(rdap_objects.NotANetwork, match="501 Not Implemented"):
            read("ripe_error_501")


class TestOtherAnswers:
    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "empty"),
            (b" \n", "empty"),
            (b"<!doctype html><title>Be back soon</title>", "web page"),
            (b'{"startAddress": "192.0.2.0", "endAddr', "not valid JSON"),
            (b'{"name": "\\ud800."}', "not valid JSON"),
            (b'{"a":' + b"[" * 100_000, "not valid JSON"),
            (b"[]", "not an RDAP object"),
            (b'{"objectClassName": "autnum", "startAutnum": 1}', "another kind of object: autnum"),
            (b'{"startAddress": "2001:db8::", "endAddress": "2001:db8::1", "ipVersion": "v6"}', "IPv6"),
            (b'{"startAddress": "192.0.2.255", "endAddress": "192.0.2.0"}', "no usable first and last"),
            (b'{"startAddress": "192.0.2.256", "endAddress": "192.0.3.0"}', "no usable first and last"),
            (b'{"startAddress": "192.0.2.0/24", "endAddress": "192.0.2.255"}', "no usable first and last"),
            ('{"startAddress": "١.1.1.1", "endAddress": "2.0.0.0"}'.encode(), "no usable first and last"),
            (b'{"startAddress": "192.0.2.0"}', "no usable first and last"),
        ],
    )
    def test_what_is_no_network_is_refused_with_a_reason(self, body, says):
        with pytest.raises(rdap_objects.NotANetwork, match=says):
            rdap_objects.registration(rdap_objects.read(body))

    def test_cidrs_serve_where_the_addresses_are_missing(self):
        cidrs = [{"v4prefix": "192.0.3.0", "length": 24}, {"v4prefix": "192.0.2.0", "length": 24}]
        network = rdap_objects.registration({"cidr0_cidrs": cidrs})
        assert ends(network) == "192.0.2.0-192.0.3.255"

    def test_cidrs_that_leave_a_gap_are_no_range(self):
        cidrs = [{"v4prefix": "192.0.4.0", "length": 24}, {"v4prefix": "192.0.2.0", "length": 24}]
        with pytest.raises(rdap_objects.NotANetwork):
            rdap_objects.registration({"cidr0_cidrs": cidrs})

    def test_a_handle_that_is_a_range_serves_last(self):
        assert ends(rdap_objects.registration({"handle": "192.0.2.0 - 192.0.2.7"})) == "192.0.2.0-192.0.2.7"

    def test_a_search_answers_with_several(self):
        found = rdap_objects.registrations(
            {"ipSearchResults": [{"handle": "192.0.2.0 - 192.0.2.7"}, {"handle": "192.0.2.8 - 192.0.2.15"}]}
        )
        assert [ends(network) for network in found] == ["192.0.2.0-192.0.2.7", "192.0.2.8-192.0.2.15"]

    def test_whoever_may_edit_the_record_does_not_hold_the_network(self):
        def entity(handle, name, kind):
            card = ["vcard", [["fn", {}, "text", name], ["kind", {}, "text", kind]]]
            return {"handle": handle, "roles": ["registrant"], "vcardArray": card}

        maintainer = entity("BIG-MNT", "Big Provider's maintainers", "org")
        holder = entity("EX1-RIPE", "Example Person", "individual")
        network = {"handle": "192.0.2.0 - 192.0.2.7"}
        both = rdap_objects.registration(network | {"entities": [maintainer, holder]})
        assert (both.holder, both.holder_handle) == ("Example Person", "EX1-RIPE")
        alone = rdap_objects.registration(network | {"entities": [maintainer]})
        assert (alone.holder, alone.holder_handle) == (None, None)

    def test_control_characters_and_line_breaks_do_not_come_through(self):
        network = rdap_objects.registration(
            {"handle": "192.0.2.0 - 192.0.2.7", "name": "A\x1b[31m\nB\u202eC" + "D" * 5000}
        )
        assert network.name.startswith("A[31m BCD")
        assert len(network.name) <= 300

    def test_the_registries_own_records_are_no_holder(self):
        everything = {"handle": "0.0.0.0 - 255.255.255.255", "name": "IANA-BLK"}
        elsewhere = {"handle": "192.0.2.0 - 192.0.2.255", "name": "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK"}
        holders = {"handle": "192.0.2.0 - 192.0.2.255", "name": "EXAMPLE-CIDR-BLK1"}
        said = [
            rdap_objects.is_placeholder(rdap_objects.registration(one)) for one in (everything, elsewhere)
        ]
        assert said == [True, True]
        assert not rdap_objects.is_placeholder(rdap_objects.registration(holders))


class TestWhoseServer:
    @pytest.mark.parametrize(
        ("url", "registry"),
        [
            ("https://rdap.afrinic.net/rdap/", "afrinic"),
            ("https://jpnic.rdap.apnic.net/ip/1.0.16.0", "apnic"),
            ("https://rdap.registro.br/ip/200.160.0.0", "lacnic"),
            ("https://RDAP.DB.RIPE.NET./ip/1", "ripencc"),
            ("whois.arin.net", "arin"),
            ("https://rdap.arin.net.evil.example/", None),
            ("https://notripe.net/", None),
            ("https://[broken/", None),
            ("", None),
        ],
    )
    def test_is_told_by_its_host(self, url, registry):
        assert rdap_objects.registry_of(url) == registry


NAMES = st.sampled_from(
    [
        "startAddress", "endAddress", "handle", "name", "type", "status", "entities", "roles", "vcardArray",
        "events", "eventAction", "eventDate", "links", "rel", "href", "port43", "cidr0_cidrs", "v4prefix",
        "length", "objectClassName", "ipVersion", "errorCode", "country", "ipSearchResults",
    ]
)  # fmt: skip
TEXTS = st.text() | st.sampled_from(
    ["192.0.2.0", "192.0.2.255/32", "registrant", "vcard", "fn", "org", "kind", "last changed", "2024-01-01",
     "ip network", "192.0.2.0 - 192.0.2.255", "https://[", "self"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | st.floats(allow_nan=False) | TEXTS,
    lambda inside: st.lists(inside, max_size=6) | st.dictionaries(NAMES | st.text(), inside, max_size=8),
    max_leaves=40,
)
NETWORKS = st.dictionaries(NAMES, JSON).map(
    lambda found: found | {"startAddress": "192.0.2.0", "endAddress": "192.0.2.255"}
)


class TestWhateverItIs:
    @given(st.dictionaries(NAMES | st.text(), JSON) | NETWORKS)
    def test_any_json_is_a_network_or_refused(self, document):
        try:
            found = rdap_objects.registrations(document)
        except rdap_objects.NotANetwork:
            return
        for network in found:
            assert 0 <= network.first <= network.last < 1 << 32

    @given(st.binary())
    def test_any_bytes_are_an_object_or_refused(self, body):
        with suppress(rdap_objects.NotANetwork):
            assert isinstance(rdap_objects.read(body), dict)
