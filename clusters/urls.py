"""The addresses of the app, area by area. Each area adds its own in its own module."""

from clusters.urls_assessments import urlpatterns as assessments
from clusters.urls_cases import urlpatterns as cases
from clusters.urls_exports import urlpatterns as exports
from clusters.urls_replies import urlpatterns as replies
from clusters.urls_reports import urlpatterns as reports
from clusters.urls_rounds import urlpatterns as rounds
from clusters.urls_writing import urlpatterns as writing

app_name = "clusters"

urlpatterns = [*assessments, *rounds, *cases, *replies, *reports, *writing, *exports]
