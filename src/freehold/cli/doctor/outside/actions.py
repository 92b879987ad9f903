"""Writing down that a proof was made."""

from freehold import audit


@audit.action
def proof_made(verdict: str, sha256: str) -> None:
    """One row, so that a proof somebody shows can be found in the record of the installation it names."""
    audit.record("proof.made", who=None, why=f"{verdict}, sha256 {sha256}")
