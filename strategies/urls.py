"""The addresses of the app, area by area. Each area adds its own in its own module."""

from strategies.urls_cases import urlpatterns as cases
from strategies.urls_documents import urlpatterns as documents
from strategies.urls_exports import urlpatterns as exports
from strategies.urls_links import urlpatterns as links
from strategies.urls_plans import urlpatterns as plans
from strategies.urls_theories import urlpatterns as theories

app_name = "strategies"

# The strategies' own addresses begin with any word, so those that begin with a certain one come first.
urlpatterns = [*links, *cases, *plans, *theories, *exports, *documents]
