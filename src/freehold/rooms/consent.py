"""The telehealth consent that holds now. A changed word is a new version: old consents keep the old text.

Contents follow what state telehealth rules and the APA guidelines ask for: risks, what happens when the
technology fails, limits in a crisis, privacy, and the right to withdraw.
"""

from django.utils.translation import gettext as _

VERSION = "2026-11"


def paragraphs() -> list[str]:
    """The text in the reader's language, a paragraph per string."""
    return [
        _(
            "Meeting by video is a choice. You may ask to meet in person or to stop at any time, and it "
            "will not affect your care."
        ),
        _(
            "Video has limits: the picture or sound may fail, and your clinician sees and hears less than "
            "in a room with you. If it fails, your clinician will call you on the number you give here."
        ),
        _(
            "Your clinician needs to know where you are each time, because licences and emergency help "
            "depend on the place. In an emergency they may call the person you name, or local services."
        ),
        _("Video is not for emergencies. If you are in danger, call the emergency number where you are."),
        _(
            "Picture and sound are encrypted between your browser and your clinician's. Nothing is "
            "recorded, and neither of you will record or take pictures without the other's agreement."
        ),
        _(
            "You will be in a place where others cannot listen, or say who is with you. No connection is "
            "free of all risk to privacy."
        ),
    ]
