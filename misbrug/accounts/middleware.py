"""What every answer to a logged-in person says about being kept."""

from django.utils.cache import add_never_cache_headers


class NoStoreMiddleware:
    """Keeps pages of logged-in people out of every cache, so that nobody finds them on a shared computer."""

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, marked private and not to be stored where somebody is logged in."""
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
