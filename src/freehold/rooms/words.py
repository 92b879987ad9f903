"""Every sentence the room's script shows, in the reader's language.

Names in braces are filled in by the browser: `{name}` what one calls the other person, `{full}` their whole
name, `{time}`, `{minutes}`, `{phone}`, `{count}`. The list of names is `frontend/room/words.ts`;
`tests/test_room_words.py` keeps the two the same.
"""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        **_everywhere(),
        **_door(),
        **_devices(),
        **_answers(),
        **_waiting(),
        **_room(),
        **_trouble(),
        **_controls(),
        **_private(),
        **_card(),
        **_chat(),
        **_more(),
        **_leaving(),
        **_over(),
        **_announcements(),
    }


def _everywhere() -> dict[str, str]:
    return {
        "app_title": _("Session with {name}"),
        "close": _("Close"),
        "try_again": _("Try again"),
        "home": _("Back to the start page"),
        "home_short": _("Start page"),
        "elsewhere": _("Elsewhere"),
        "help_now": _("Help now"),
        "help_body": _(
            "If you might hurt yourself or somebody else, or are in danger, call now. Somebody answers at "
            "any hour."
        ),
        "help_private": _("Nobody is told that you opened this."),
        "office_hours": _("during office hours"),
        "cancel": _("Cancel"),
        "min_left": _("{minutes} min left"),
        "min_over": _("{minutes} min over"),
        "with_name": _("With {full}"),
    }


def _door() -> dict[str, str]:
    return {
        "door_title_member": _("Before you go in"),
        "door_title_lead": _("Your session with {name}"),
        "go_waiting": _("Go to the waiting room"),
        "go_in": _("Go in"),
        "go_in_sound": _("Go in with sound only"),
        "go_in_listen": _("Go in to listen"),
        "entering": _("One moment…"),
        "enter_failed": _("That did not reach the practice. Nothing you typed is lost; please try again."),
        "no_video": _("Video is not working here at the moment."),
        "no_video_member": _(
            "You can still go to the waiting room, so that {name} knows you are here and has your number."
        ),
        "no_video_lead": _("You can still see who is waiting and how to reach them."),
        "no_video_title": _("Video is not working here at the moment"),
        "no_video_room": _("You and {name} can write to each other here, or go on by phone."),
        "browser_too_old": _(
            "This browser cannot keep a session private from end to end, so it cannot join. Please "
            "update it, or use a current Chrome, Edge, Firefox or Safari."
        ),
        "door_errors": _("Please look at what is marked. Nothing is lost."),
    }


def _devices() -> dict[str, str]:
    return {
        "check_title": _("Camera and sound"),
        "camera": _("Camera"),
        "microphone": _("Microphone"),
        "speaker": _("Speaker"),
        "default_device": _("The usual one"),
        "camera_on": _("Your camera is on."),
        "camera_off": _("Your camera is off."),
        "camera_asking": _("Your browser asks whether this page may use your camera. Please choose Allow."),
        "camera_refused": _("This page may not use your camera yet."),
        "camera_absent": _("No camera was found. You can go in without one."),
        "camera_busy": _("Another program is using your camera. Close it, then try again."),
        "camera_lost": _("Your camera was unplugged."),
        "microphone_on": _("Your microphone is on."),
        "microphone_off": _("Your microphone is off."),
        "microphone_asking": _(
            "Your browser asks whether this page may use your microphone. Please choose Allow."
        ),
        "microphone_refused": _("This page may not use your microphone yet."),
        "microphone_absent": _("No microphone was found. You can go in to listen."),
        "microphone_busy": _("Another program is using your microphone. Close it, then try again."),
        "microphone_lost": _("Your microphone was unplugged."),
        "camera_fails": _("Your camera isn't working"),
        "microphone_fails": _("Your microphone isn't working"),
        "allow_chrome": _(
            "Click the sign to the left of the address, set Camera and Microphone to Allow, try again."
        ),
        "allow_firefox": _(
            "Click the crossed-out camera beside the address, remove the block, then try again."
        ),
        "allow_safari": _(
            "In the menu choose Safari, Settings for this website, set Camera and Microphone to Allow, "
            "then try again."
        ),
        "allow_ios": _(
            "Open Settings, Apps, Safari, and set Camera and Microphone to Allow (or tap the page menu "
            "beside the address, Website Settings). Then try again."
        ),
        "allow_android": _(
            "Tap the sign beside the address, Permissions, allow camera and microphone, try again."
        ),
        "insecure": _(
            "Browsers open the camera only on secure addresses. Please use the link of your invitation."
        ),
        "level": _("How loud you are"),
        "level_hint": _("Say a few words: the bar should move."),
        "test_sound": _("Play a test sound"),
        "test_playing": _("Playing three notes…"),
        "test_hint": _("You should hear three soft notes."),
        "self_view_hide": _("Hide my own picture"),
        "self_view_hidden": _("Your picture is hidden from you. {name} still sees it."),
        "blur": _("Blur what is behind me"),
        "quiet": _("Take out noise around me"),
        "effect_starting": _("Starting…"),
        "effect_failed": _("That does not work on this device."),
        "effect_slow": _("This device is too slow for that."),
        "blur_slow": _(
            "This device is too slow to blur what is behind you. Your camera is off, so nobody sees your "
            "room."
        ),
        "blur_failed": _(
            "This device cannot blur what is behind you. Your camera is off, so nobody sees your room."
        ),
        "blur_show_room": _("Show my room as it is"),
        "blur_camera_off": _("Keep the camera off"),
    }


def _answers() -> dict[str, str]:
    return {
        "where_title": _("Where you are now"),
        "where_hint": _("Asked each time, so that {name} can reach you, or send help, if something happens."),
        "location": _("Where are you right now?"),
        "location_hint": _("Town and street, or the name of the place."),
        "callback": _("Phone number to call you back"),
        "callback_hint": _("If the video fails, {name} calls you on it."),
        "emergency_title": _("Somebody to call in an emergency"),
        "emergency_hint": _(
            "What stands here already is from last time. Please check that it is still right."
        ),
        "emergency_hint_first": _("Somebody near you whom {name} may call if something happens."),
        "emergency_name": _("Their name"),
        "emergency_phone": _("Their phone number"),
        "privacy_title": _("Who can hear you?"),
        "alone": _("I'm alone"),
        "not_alone": _("Someone is here"),
        "who_else": _("Who is with you?"),
        "headphones": _("I'm wearing headphones"),
        "headphones_hint": _("Then only you hear {name}."),
        "consent_title": _("Your consent to sessions by video"),
        "consent_agree": _("I have read this and I agree"),
    }


def _waiting() -> dict[str, str]:
    return {
        "waiting_title": _("You're in the waiting room"),
        "waiting_body": _("{name} will let you in."),
        "waiting_lead_absent": _("{name} is not in the room yet and will see that you are here."),
        "waiting_stay": _("Keep this page open. You need not do anything: it goes on by itself."),
        "waiting_keeps": _("You keep your place if you look at the start page and come back."),
        "waiting_again": _("Test my sound again"),
        "waiting_leave": _("Leave the waiting room"),
        "waiting_lost": _(
            "The connection to the practice is interrupted. You keep your place; we keep trying."
        ),
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
        "gone_note": _("{name}'s page was closed or is loading again. You need not do anything."),
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


def _over() -> dict[str, str]:
    return {
        "over_ended": _("The session has ended"),
        "over_ended_body": _("Take a moment before you go on."),
        "over_technical": _("The video has ended"),
        "over_technical_member": _("{name} will call you on {phone}."),
        "over_technical_lead": _("{name} reads that you will call on {phone}."),
        "over_left": _("You have left the session"),
        "over_left_body": _("It is still open."),
        "over_left_again": _("Go back in"),
        "over_replaced": _("You are in the session somewhere else"),
        "over_replaced_body": _("A session is open in one window on one device, and the other came later."),
        "over_replaced_again": _("Go on here instead"),
        "over_removed": _("You can't go back into this session"),
        "over_removed_body": _(
            "{name} has closed this session for you. If you think this is a mistake, call the practice."
        ),
        "over_signed_out": _("You were signed out"),
        "over_signed_out_body": _("Sign in again to come back into the session."),
        "sign_in": _("Sign in"),
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
