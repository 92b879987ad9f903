"""Before the room: the door with its device check and questions, and the waiting room."""

from django.utils.translation import gettext as _


def outside() -> dict[str, str]:
    return {
        **_door(),
        **_devices(),
        **_answers(),
        **_waiting(),
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
