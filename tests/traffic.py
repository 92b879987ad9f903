"""What a browser was told to reach, noted as the product's own proof notes it."""

from freehold.cli.doctor.outside.candidates import hosts_of
from freehold.cli.doctor.outside.ice import note_ice, told

__all__ = ["hosts_of", "note_ice", "told"]
