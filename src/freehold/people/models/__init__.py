"""What is true of people and of the practice, whoever asks."""

from .person import Person
from .practice import Practice
from .relation import CareTeam, Guardianship
from .sign_in import HOW_IS_STRONG, OneTimeLink, RecoveryCode, SignIn, StoredSession

__all__ = [
    "HOW_IS_STRONG",
    "CareTeam",
    "Guardianship",
    "OneTimeLink",
    "Person",
    "Practice",
    "RecoveryCode",
    "SignIn",
    "StoredSession",
]
