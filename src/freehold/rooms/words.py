"""Every sentence the room's script shows, in the reader's language."""


def words() -> dict[str, str]:
    return {}
