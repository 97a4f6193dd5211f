"""Root addresses; each subject brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from mainstay.apps.ledger.urls import quality_pages, upkeep_pages
from mainstay.shell.api.interface import build_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mainstay.apps.workspace.urls")),
    path("", include("mainstay.shell.web.urls")),
    path("", include("mainstay.apps.governance.urls")),
    path("notifications/", include("mainstay.apps.notifications.urls")),
    path("reference/", include("mainstay.apps.reference.urls")),
    path("customers/", include("mainstay.apps.customers.urls")),
    path("administration/upkeep/", include(upkeep_pages)),
    path("quality/", include(quality_pages)),
    path("imports/", include("mainstay.apps.ledger.urls")),
    path("evaluations/", include("mainstay.apps.evaluation.urls")),
    path("api/", build_api().urls),
]

handler400 = "mainstay.shell.web.errors.bad_request"
handler403 = "mainstay.shell.web.errors.forbidden"
handler404 = "mainstay.shell.web.errors.not_found"
handler500 = "mainstay.shell.web.errors.server_error"
