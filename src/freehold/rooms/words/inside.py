"""In the room: what the picture says, the controls, and the panels beside it."""

from django.utils.translation import gettext as _


def inside() -> dict[str, str]:
    return {
        **_room(),
        **_trouble(),
        **_controls(),
        **_private(),
        **_card(),
        **_chat(),
        **_more(),
        **_leaving(),
        **_announcements(),
    }


def _room() -> dict[str, str]:
    return {
        "your_picture": _("Your picture"),
        "your_picture_move": _("Your picture. Drag it, or move it with the arrow keys."),
        "their_picture": _("{name}'s picture"),
        "their_screen": _("{name}'s screen"),
        "your_screen": _("You are showing your screen."),
        "let_in": _("Let {name} in"),
        "letting_in": _("Letting {name} in…"),
        "is_waiting": _("{name} is in the waiting room"),
        "is_waiting_note": _("{name} sees and hears nothing of this room yet."),
        "not_here": _("{name} isn't here yet"),
        "not_here_note": _("You'll see it here as soon as {name} is in the waiting room."),
        "has_left": _("{name} has left"),
        "has_left_note": _("If {name} comes back, you can let them in again."),
        "lead_left": _(
            "{name} has left the room for now. Stay, and you'll be together again when {name} is back."
        ),
        "was_removed": _("{name} cannot come back into this session"),
        "away": _("{name}'s connection was lost"),
        "gone": _("{name} isn't in the room just now"),
        "gone_note": _("{name}'s page was closed or is loading again."),
        "at_door": _("{name} is at the door again"),
        "at_door_note": _("You'll see it here as soon as {name} comes back in."),
        "connecting": _("Connecting…"),
        "connecting_note": _("You and {name} will see each other in a moment."),
        "reconnecting": _("Your connection is interrupted"),
        "reconnecting_note": _("We keep trying; you need not do anything."),
        "media_failed": _("The video connection is lost"),
        "media_failed_note": _("We tried for a long time. You can try again now."),
        "offline": _("You are offline"),
        "offline_note": _("As soon as your internet is back, you are back here."),
        "interrupted": _("{name}'s connection is interrupted"),
        "interrupted_note": _("Nothing arrives from {name} at the moment. We keep trying."),
        "sealed": _("{name}'s picture cannot be opened"),
        "sealed_note": _("The keys on both sides differ. Please load this page again, both of you."),
        "alarm_plaintext": _("Video was stopped: something arrived that was not encrypted"),
        "alarm_identity": _("Video was stopped: the video server gave out a wrong name"),
        "alarm_note": _(
            "Your own picture and sound were not sent in the clear. Go on by phone, and tell the practice."
        ),
        "keys_refused": _("Video was stopped: the check of the keys failed"),
        "keys_refused_note": _(
            "Something between the two of you changed the keys. No picture or sound was sent. Go on by "
            "phone, and tell the practice; loading the page again makes new keys."
        ),
        "tap_to_hear": _("Tap to hear {name}"),
        "rejoin": _("Try again now"),
    }


def _trouble() -> dict[str, str]:
    return {
        "video_paused": _(
            "{name}'s picture is paused because the connection is weak. You still hear each other."
        ),
        "own_video_paused": _(
            "Your camera is paused because the connection is weak. You still hear each other."
        ),
        "own_video_again": _("Try my camera again"),
        "their_camera_off": _("{name}'s camera is off"),
        "their_muted": _("{name} is muted"),
        "weak_mine": _("Your connection is weak"),
        "weak_theirs": _("{name}'s connection is weak"),
        "stream_lost": _("The practice's server cannot be reached just now. Picture and sound go on."),
        "will_call_member": _("{name} will call you on {phone}."),
        "will_call_lead": _("{name} reads that you will call on {phone}."),
        "call_if_gone": _("If {name} does not come back, call {phone}."),
        "will_call_if_gone": _("If you do not find each other again, {name} will call you on {phone}."),
        "may_call": _("You can reach {name} on {phone}."),
        "trouble_theirs": _("{name} says the video isn't working."),
        "trouble_mine": _("You said that the video isn't working. {name} knows."),
    }


def _controls() -> dict[str, str]:
    return {
        "controls": _("Controls"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "camera_stop": _("Stop camera"),
        "camera_start": _("Start camera"),
        "screen_share": _("Show my screen"),
        "screen_stop": _("Stop showing my screen"),
        "chat": _("Messages"),
        "chat_unread": _("Messages, {count} new"),
        "more": _("More"),
        "leave": _("Leave"),
        "end": _("End"),
    }


def _private() -> dict[str, str]:
    return {
        "private_checking": _("Making it private…"),
        "private_to_two": _("Private to you two"),
        "private_waiting": _("Private from the first moment"),
        "check_words": _("check the words"),
        "words_title": _("Are these your words, too?"),
        "words_how_lead": _("Read these four words aloud. {name} should see the same four."),
        "words_how_member": _("{name} reads four words aloud. They should be these four."),
        "words_list": _("The four words"),
        "words_what": _("What is this?"),
        "words_what_1": _(
            "Picture and sound are locked on your device and opened only on {name}'s. The four words are "
            "made of the keys that both devices hold. If they are the same, nobody on the way sits "
            "between you, neither an internet provider nor the video server."
        ),
        "words_what_2": _(
            "They are new each time you come in. Hear them from each other's mouth, not in a message. It "
            "is enough to do it once a session, or when something feels odd."
        ),
        "words_same": _("They are the same"),
        "words_differ": _("They differ"),
        "words_differ_title": _("Then somebody may be listening in"),
        "words_differ_body": _(
            "Say nothing more that is private. Leave here and go on by phone; please tell the practice, "
            "it wants to know."
        ),
        "words_differ_end": _("Stop the video now"),
        "words_not_yet": _("The words appear as soon as {name} is here."),
    }


def _card() -> dict[str, str]:
    return {
        "card_open": _("Where {name} is"),
        "card_title": _("Reaching {name}"),
        "card_where": _("Is now at"),
        "card_callback": _("Call back on"),
        "card_emergency": _("In an emergency call"),
        "card_alone": _("Is alone."),
        "card_not_alone": _("Someone is there: {who}"),
        "card_headphones_yes": _("Wears headphones."),
        "card_headphones_no": _("Without headphones."),
        "card_given": _("Said at the door at {time}."),
        "card_failed": _("This could not be loaded. Please try again."),
        "card_loading": _("One moment…"),
    }


def _chat() -> dict[str, str]:
    return {
        "chat_title": _("Messages"),
        "chat_note": _("For links and names during the session. Kept with the session, encrypted."),
        "chat_empty": _("Nothing written yet."),
        "chat_write": _("Write to {name}"),
        "chat_send": _("Send"),
        "chat_failed": _("That was not sent. It is still here; please try again."),
        "chat_mine": _("You"),
        "link_opens": _("opens in a new tab"),
    }


def _more() -> dict[str, str]:
    return {
        "more_title": _("More"),
        "more_devices": _("Choose camera, microphone and speaker"),
        "more_picture": _("Picture"),
        "more_sound": _("Sound"),
        "audio_only": _("Sound only"),
        "audio_only_hint": _("Stops both pictures and saves the line for the voices."),
        "no_video_works": _("The video isn't working"),
        "remove_person": _("Remove {name} from this session"),
        "remove_sure": _("{name} will not be able to come back into this session. Remove?"),
        "shortcuts": _("Keys: M for the microphone, V for the camera."),
    }


def _leaving() -> dict[str, str]:
    return {
        "leave_title": _("Leave the session?"),
        "leave_member_body": _("You can come back until it ends; {name} lets you in again."),
        "leave_member": _("Leave"),
        "leave_lead_body": _("Ending closes the room for both of you."),
        "leave_lead": _("Only I leave"),
        "end_both": _("End for both"),
        "end_technical": _("End: we go on by phone"),
        "stay": _("Stay"),
    }


def _announcements() -> dict[str, str]:
    return {
        "say_in_room": _("You are in the room with {name}."),
        "say_muted": _("Microphone off"),
        "say_unmuted": _("Microphone on"),
        "say_camera_on": _("Camera on"),
        "say_camera_off": _("Camera off"),
        "say_message": _("New message from {name}"),
    }
