"""`freehold addresses`: what is to be known about a block of IPv4 addresses before it is paid for.

What these commands need is imported when one runs: every other command starts without it.
"""

from pathlib import Path
from typing import Annotated

import typer

from . import address_flags as flags
from .flags import Data, Json
from .stopping import stopping

app = typer.Typer(
    help="IPv4 addresses: audit a block before you pay for it. Needs no practice.", no_args_is_help=True
)


@app.command()
@stopping
def audit(
    blocks: Annotated[
        list[str] | None,
        typer.Argument(metavar="BLOCK...", help="A prefix such as 193.0.0.0/21, or a range FIRST-LAST."),
    ] = None,
    seller: flags.Seller = None,
    to: flags.To = None,
    owned: flags.Owned = False,
    origin: flags.Origin = None,
    seller_origin: flags.SellerOrigin = None,
    dispute: flags.Dispute = None,
    history_from: flags.From = None,
    at: flags.At = None,
    as_json: Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the report as one HTML file.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write the report as PDF.")
    ] = None,
    no_network: flags.NoNetwork = False,
    offline: flags.Offline = None,
    list_: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="FILE", help="One block a line (- is standard input): one JSON object a line."
        ),
    ] = None,
    resolver: flags.Resolver = None,
    zones: flags.Zones = None,
    allow: flags.Allow = None,
    cache: flags.Cache = None,
    data: Data = None,
) -> None:
    """Say whether a block is clean: who holds it, may sell it, announces it, and what lists say of it.

    Every answer has its source. What could not be found out is unknown, and unknown is never clean.

    \b
    Exit codes: 0 clean, or clean once put right; 1 do not buy it; 3 not proven clean;
    2 not a block, or options that cannot work; 69 this machine lacks something;
    73 a file or folder that cannot be used. Of several blocks the worst counts.
    With --list: 0 when every line got its object, whatever it says.
    """
    from . import auditing

    asked = flags.asked(
        flags.expectations(
            seller=seller,
            to=to,
            owned=owned,
            origin=origin,
            history_from=history_from,
            seller_origins=seller_origin,
            disputes=dispute,
        ),
        at=at,
        offline=offline,
        no_network=no_network,
        cache=cache,
        data=data,
        resolver=resolver,
        zones=zones,
        allow=allow,
    )
    if list_ is not None:
        auditing.refuse_with_list(blocks or [], html, pdf)
        auditing.write_list(asked, list_)
        return
    form = auditing.Form(as_json=as_json, html=html, pdf=pdf)
    raise typer.Exit(auditing.write(asked, blocks or [], form))


@app.command()
@stopping
def compare(
    blocks: Annotated[
        list[str],
        typer.Argument(metavar="BLOCK...", help="Prefixes or ranges, as for `audit`."),
    ],
    price: Annotated[
        list[str] | None,
        typer.Option("--price", metavar="BLOCK=AMOUNT", help="What is asked for a block; may be repeated."),
    ] = None,
    to: flags.To = None,
    at: flags.At = None,
    as_json: Json = False,
    no_network: flags.NoNetwork = False,
    offline: flags.Offline = None,
    resolver: flags.Resolver = None,
    zones: flags.Zones = None,
    allow: flags.Allow = None,
    cache: flags.Cache = None,
    data: Data = None,
) -> None:
    """Audit several blocks and put them side by side, with the price of one clean address of each.

    \b
    Exit codes: 0 compared; 2 not a block, or options that cannot work;
    73 a file or folder that cannot be used.
    """
    from . import comparing

    asked = flags.asked(
        flags.expectations(to=to),
        at=at,
        offline=offline,
        no_network=no_network,
        cache=cache,
        data=data,
        resolver=resolver,
        zones=zones,
        allow=allow,
    )
    comparing.compare(asked, blocks, comparing.prices(price or [], blocks), as_json=as_json)


@app.command()
@stopping
def refresh(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE...]", help="Only these; any other word lists them.")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Fetch the tables that an audit reads: registries, routes, authorisations, lists.

    Each is checked before it takes the old one's place; what is half there is continued the next time.

    \b
    Exit codes: 0 all as new as their publishers have them; 1 one was not fetched, and it says why;
    2 there is no table of that name; 73 a folder that cannot be used.
    """
    from . import refreshing

    raise typer.Exit(refreshing.fetch(flags.tables_folder(data), names or [], as_json=as_json))


@app.command()
@stopping
def plan(
    blocks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BLOCK|ADDRESS...]", help="What you own; without, the addresses of this installation."
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="ADDRESS", help="Not to be used, such as a router's; repeatable."),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A host name of the pages; repeatable.")
    ] = None,
    turn_name: Annotated[
        str | None, typer.Option("--turn-name", metavar="HOST", help="A host name of the relay's address.")
    ] = None,
    ssh: Annotated[
        int | None, typer.Option("--ssh", metavar="PORT", min=1, max=65535, help="Leave SSH open there.")
    ] = None,
    ssh_from: Annotated[
        str | None, typer.Option("--ssh-from", metavar="PREFIX", help="With --ssh: to these addresses only.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write settings, rules and drawings there.")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Plan which of your addresses serves what: pages, picture and sound, relay, mail.

    Prints the settings that make it so. With --write also the firewall's rules (nftables) and a floor plan.

    \b
    Exit codes: 0 planned; 2 not a block, or nothing to plan with; 73 a folder that cannot be written to.
    """
    from . import installation_options, planning

    installation_options.set_flags(data=data)
    asked = planning.Asked(blocks or [], keep or [], name or [], turn_name, ssh, ssh_from)
    planning.plan(installation_options.read_as_running(), asked, as_json=as_json, folder=write)


@app.command()
@stopping
def certificate(
    once: Annotated[
        bool, typer.Option("--once", help="Renew it now if it is due: what the worker does by the clock.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="With --once: whether or not it is due.")] = False,
    directory: Annotated[
        str | None,
        typer.Option("--directory", metavar="URL", help="Another authority. [env: FREEHOLD_ACME_DIRECTORY]"),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Another kind of certificate; `none` asks for none. [env: FREEHOLD_ACME_PROFILE]",
        ),
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Say how the certificate stands that an authority issues for this practice, or renew it.

    \b
    Exit codes: 0 it stands well; 1 it does not, and it says why; 2 options that cannot work;
    73 a port or file that cannot be used; 75 a port in use.
    """
    from . import certifying, installation_options

    installation_options.set_flags(data=data)
    given = certifying.with_authority(installation_options.read_as_running(), directory, profile)
    if once or force:
        raise typer.Exit(certifying.renew_once(given, force=force, as_json=as_json))
    raise typer.Exit(certifying.tell(given, as_json=as_json))


@app.command()
@stopping
def watch(
    once: Annotated[
        bool, typer.Option("--once", help="Audit the watched blocks whose time has come, then end.")
    ] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Audit the practice's watched blocks that are due, and say what changed. The worker does it by itself.

    \b
    Exit codes: 0 all that were due were audited; 1 one could not be; 2 options that cannot work;
    73 the database cannot be used.
    """
    from . import installation_options, watching

    installation_options.set_flags(data=data)
    raise typer.Exit(watching.watch(once=once, as_json=as_json))
