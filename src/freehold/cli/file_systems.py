"""What kind of disk a folder lies on."""

import os
from pathlib import Path

NETWORK_KINDS = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs"]
) | {
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.ceph",
}


def network_kind(folder: Path) -> str | None:
    """`nfs4`, `cifs` and the like when `folder` (or what will hold it) lies on a network file system."""
    kind = kind_of(folder)
    return kind if kind in NETWORK_KINDS else None


def kind_of(folder: Path) -> str:
    """File system type of the mount under `folder`, "" when it cannot be told. Source: proc(5), mountinfo."""
    existing = folder.absolute()
    while not existing.exists():
        existing = existing.parent
    device = os.stat(existing).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return ""
    kinds = [line.split(" - ", 1)[1].split()[0] for line in mounts if line.split()[2] == wanted]
    return kinds[-1] if kinds else ""
