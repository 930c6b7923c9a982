"""C19: two Host headers have no effect: nothing of ours asks for the second one."""

from __future__ import annotations

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site

EVIL = ("host", "evil.example")


def test_the_first_host_decides_and_the_second_is_nowhere(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            answer = site.ask(one.path, headers=[EVIL], token=site.world.ada)
            assert b"evil.example" not in answer.body + str(answer.headers).encode(), one
            turned = site.ask(one.path, headers=[("host", site.host)], host="evil.example")
            assert turned.status == 400, one
