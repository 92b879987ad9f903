from django.urls import path

from . import views
from .serving import views as serving

app_name = "addresses"

urlpatterns = [
    path("addresses", views.blocks, name="blocks"),
    path("addresses/again", views.blocks_again, name="blocks_again"),
    path("addresses/new", views.add, name="add"),
    path("addresses/compare", views.compare, name="compare"),
    path("addresses/plan", serving.plan, name="plan"),
    path("addresses/plan/choose", serving.choose, name="plan_choose"),
    path("addresses/plan/freehold.toml", serving.settings_file, name="plan_settings"),
    path("addresses/plan/freehold.nft", serving.firewall_file, name="plan_firewall"),
    path("addresses/<uuid:id>", views.block, name="block"),
    path("addresses/<uuid:id>/progress", views.progress, name="progress"),
    path("addresses/<uuid:id>/audit", views.audit_again, name="audit_again"),
    path("addresses/<uuid:id>/cancel", views.cancel, name="cancel"),
    path("addresses/<uuid:id>/change", views.change, name="change"),
    path("addresses/<uuid:id>/read", views.mark_read, name="mark_read"),
    path("addresses/<uuid:id>/put-away", views.put_away, name="put_away"),
    path("addresses/<uuid:id>/audits/<uuid:run>", views.run, name="run"),
    path("addresses/<uuid:id>/audits/<uuid:run>/report.pdf", views.report_pdf, name="report_pdf"),
    path("addresses/<uuid:id>/audits/<uuid:run>/report.json", views.report_json, name="report_json"),
]
