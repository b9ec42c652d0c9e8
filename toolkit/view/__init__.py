"""A local page to look through the articles of a dataset with their events.

``serve(Stored.open("build/dataset"), codebook)`` gives a server on the loopback address; the page
is plain HTML, CSS and JavaScript in ``page/`` and asks it for what it shows.
"""

from toolkit.view.server import Server, serve

__all__ = ["Server", "serve"]
