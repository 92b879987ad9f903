from django.urls import path

from . import views

app_name = "schedule"

urlpatterns = [
    path("", views.today, name="today"),
    path("today", views.today_again, name="today_again"),
    path("appointments", views.diary, name="diary"),
    path("appointments/new", views.book, name="book"),
    path("appointments/start", views.start, name="start"),
    path("appointments/<uuid:id>", views.appointment, name="appointment"),
    path("appointments/<uuid:id>/move", views.move, name="move"),
    path("appointments/<uuid:id>/cancel", views.cancel, name="cancel"),
    path("appointments/<uuid:id>/no-show", views.no_show, name="no_show"),
    path("appointments/<uuid:id>/technical-failure", views.technical_failure, name="technical_failure"),
    path("appointments/<uuid:id>/link", views.visit_link, name="visit_link"),
]
