"""Every write of people: check, write, audit, publish on commit. One module per noun."""

from .entering import accept_with_passkey, accept_with_password, set_up
from .links import LinkSpent, consume_link, create_link, create_setup_link, revoke_link
from .patients import (
    EmailTaken,
    add_guardian,
    change_contact,
    create_patient,
    end_guardianship,
    join_care_team,
    leave_care_team,
)
from .practice import AlreadySetUp, change_practice, create_practice, set_up_owner
from .profile import change_profile
from .secrets import (
    LastSecondStep,
    activate_authenticator,
    add_passkey,
    forget_second_steps,
    remove_authenticator,
    renew_recovery_codes,
    set_password,
    use_authenticator_code,
    use_passkey,
    use_recovery_code,
)
from .sign_ins import (
    begin_sign_in,
    confirm_sign_in,
    end_sign_in,
    forget_expired,
    mark_active,
    record_refusal,
    record_sign_in_refused,
)
from .staff import LastOwner, change_colleague, deactivate, invite_staff, reactivate

__all__ = [
    "AlreadySetUp",
    "EmailTaken",
    "LastOwner",
    "LastSecondStep",
    "LinkSpent",
    "accept_with_passkey",
    "accept_with_password",
    "activate_authenticator",
    "add_guardian",
    "add_passkey",
    "begin_sign_in",
    "change_colleague",
    "change_contact",
    "change_practice",
    "change_profile",
    "confirm_sign_in",
    "consume_link",
    "create_link",
    "create_patient",
    "create_practice",
    "create_setup_link",
    "deactivate",
    "end_guardianship",
    "end_sign_in",
    "forget_expired",
    "forget_second_steps",
    "invite_staff",
    "join_care_team",
    "leave_care_team",
    "mark_active",
    "reactivate",
    "record_refusal",
    "record_sign_in_refused",
    "remove_authenticator",
    "renew_recovery_codes",
    "revoke_link",
    "set_password",
    "set_up",
    "set_up_owner",
    "use_authenticator_code",
    "use_passkey",
    "use_recovery_code",
]
