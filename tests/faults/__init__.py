"""A real server that is killed, restarted and cut off while people write, and whether it kept what it promised.

`server` runs gunicorn and does it harm, `line` is the network and cuts connections, `writer` is a person with the form
open in a browser, who sends as static/js/assessment-place.js does, and `judge` compares what the writers were told with
what is stored.
"""
