"""The commands of `./freehold`: flags, help and exit codes. Each does its work in a module of its own.

Exit codes are in `failure.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from . import addresses, audit, installation_options, keys
from .failure import WRONG_USE, Stop
from .flags import Data, Json
from .stopping import stopping

application = typer.Typer(
    name="freehold",
    help="Teletherapy on an address you own. `up` runs it; `doctor` says what is wrong and how to mend it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # brackets in help texts are brackets
    context_settings={"help_option_names": ["-h", "--help"]},
)


@application.command()
@stopping
def up(
    data: Data = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help="Port of the pages; 0 takes a free one. [env: FREEHOLD_PORT; default: 8000]",
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            metavar="IPV4",
            help="The address you own. [env: FREEHOLD_ADDRESS; default: 127.0.0.1]",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A host name that points at it; may be repeated."),
    ] = None,
    cert: Annotated[Path | None, typer.Option("--cert", help="TLS certificate chain, PEM.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Its private key, PEM.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A fictional practice, with a sign-in link for each person.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run Freehold here until Ctrl-C: database, web, worker, media server.

    Installs and builds what is missing first.

    \b
    Exit codes: 0 ended on request; 2 options that cannot work; 69 this machine lacks something;
    73 a folder, file or address that cannot be used; 75 port or data folder in use.
    """
    installation_options.set_flags(data=data, port=port, address=address, names=name, cert=cert, key=key)
    from . import up as running

    running.up(demo=demo, as_json=as_json)


@application.command()
@stopping
def livekit() -> None:
    """Print where the media server's program lies; builds it first if it must (about 100 s, once)."""
    from . import livekit_binary

    try:
        print(livekit_binary.find_or_build())
    except livekit_binary.Missing as missing:
        raise Stop(str(missing), 69) from missing


@application.command()
@stopping
def doctor(
    data: Data = None,
    as_json: Json = False,
    outside: Annotated[
        bool,
        typer.Option(
            "--outside", help="Walk every page as everybody, and hold what is reached against the plan."
        ),
    ] = False,
    proof: Annotated[
        Path | None,
        typer.Option(
            "--proof",
            metavar="FILE",
            help="With --outside: write the signed page, .html, .pdf or .txt; - prints it.",
        ),
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option("--verify", metavar="FILE", help="Say whether such a page is as signed."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="NAME+ID+BASE64", help="With --verify: public key of whoever signed it."
        ),
    ] = None,
) -> None:
    """Say what is wrong with this installation, what it means and how to mend it. Changes nothing.

    With --outside it starts a copy of this program with made-up people on the same address, walks it in a
    browser, and removes it; people who are here meanwhile notice nothing. A signed page stands in the audit.

    \b
    Exit codes: 0 nothing bad; 1 something is, or the page was changed; 2 something could not be found out;
    69 this machine lacks something.
    """
    installation_options.set_flags(data=data)
    if (proof and not outside) or (key and not verify):
        raise Stop("--proof goes with --outside, --key with --verify.", WRONG_USE)
    if outside or verify:
        from .doctor.outside import command

        raise typer.Exit(
            command.verify(verify, key) if verify else command.prove(as_json=as_json, file=proof)
        )
    from .doctor.examination import examine

    raise typer.Exit(examine(as_json=as_json))


@application.command("owner-link")
@stopping
def owner_link(data: Data = None) -> None:
    """Print a one-time link that lets a locked-out owner in. It stands in the audit record.

    \b
    Exit codes: 0 printed; 2 there is no owner yet; 73 the database cannot be used.
    """
    installation_options.set_flags(data=data)
    from . import owner_link as making

    making.owner_link()


@application.command("test")
@stopping
def run_tests(
    paths: Annotated[list[str] | None, typer.Argument(help="Only these test files or folders.")] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Without PostgreSQL, browser, launcher and network tests.")
    ] = False,
    soak: Annotated[
        bool, typer.Option("--soak", help="Only the slow ones that are otherwise left out.")
    ] = False,
) -> None:
    """Run every check: lint, types, unit, integration on both databases, browser.

    Installs what the tests need first. The last line of standard output counts them.

    \b
    Exit codes: 0 all passed; 1 something failed; 69 this machine lacks something.
    """
    from . import suite

    raise typer.Exit(0 if suite.run(fast=fast, soak=soak, paths=paths or []) else 1)


@application.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@stopping
def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which one; any other word lists them.")],
) -> None:
    """Run one benchmark; it takes --json and flags of its own.

    \b
    Exit codes: 0 every goal met; 1 one was missed; 2 there is none of that name.
    """
    from . import benchmarks

    benchmarks.run(name, context.args)


application.add_typer(keys.app, name="keys")
application.add_typer(audit.app, name="audit")
application.add_typer(addresses.app, name="addresses")
