from django.urls import URLPattern, path

from . import views

app_name = "rooms"

urlpatterns: list[URLPattern] = [
    path("sessions/<uuid:id>", views.session, name="session"),
    path("sessions/<uuid:id>/door", views.door, name="door"),
    path("sessions/<uuid:id>/at-door", views.at_door, name="at_door"),
    path("sessions/<uuid:id>/enter", views.enter, name="enter"),
    path("sessions/<uuid:id>/state", views.state_now, name="state"),
    path("sessions/<uuid:id>/admit", views.admit, name="admit"),
    path("sessions/<uuid:id>/keys", views.keys, name="keys"),
    path("sessions/<uuid:id>/chat", views.chat, name="chat"),
    path("sessions/<uuid:id>/leave", views.leave, name="leave"),
    path("sessions/<uuid:id>/end", views.end, name="end"),
    path("sessions/<uuid:id>/remove", views.remove, name="remove"),
    path("sessions/<uuid:id>/card", views.card_of, name="card"),
    path("sessions/<uuid:id>/trouble", views.trouble, name="trouble"),
    path("sessions/<uuid:id>/heartbeat", views.heartbeat, name="heartbeat"),
    path("rtc/<uuid:id>", views.reachable, name="reachable"),
    path("hooks/livekit", views.livekit_hook, name="livekit_hook"),
]
