"""Audits of addresses: how long tables take to read, to look up and to ask.

Each part is measured by a module of its own, named `address_…`.
"""

from argparse import ArgumentParser, Namespace

from benchmarks import address_audits, address_dns, address_tables
from benchmarks.report import Report, main


def options(parser: ArgumentParser) -> None:
    address_tables.options(parser)
    address_dns.options(parser)


def measure(arguments: Namespace) -> Report:
    report = Report("addresses")
    address_tables.measure(report, arguments.tables, arguments.rounds)
    address_dns.measure(report, arguments)
    address_audits.measure(report, arguments.tables, arguments.rounds)
    return report


if __name__ == "__main__":
    main(measure, describe=__doc__, options=options)
