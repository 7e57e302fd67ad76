"""What kind of device somebody logged in from, in words that its owner knows it by. Plain functions."""

# In this order: Edge and Opera say that they are Chrome, and Chrome says that it is Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
# Android says that it is Linux, and an iPhone that it is like a Mac.
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def name_of_device(user_agent: str) -> str:
    """Give "Chrome på Windows" for what a browser says of itself, and "Ukendt enhed" where it says nothing known."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} på {system}"
    return browser or system or "Ukendt enhed"


def _first(names, user_agent):
    return next((name for sign, name in names if sign in user_agent), "")
