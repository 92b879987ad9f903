"""Tables on disk: what registries, routers and list keepers publish, read from a folder of files.

`folder.read_folder` recognises each file by what is in it, `Tables` answers for one block at a time. A file
that is broken or half there is a problem with a reason, and what it should have told stays untold.
"""

from .folder import read_folder
from .tables import Tables
from .unread import Unread

__all__ = ["Tables", "Unread", "read_folder"]
