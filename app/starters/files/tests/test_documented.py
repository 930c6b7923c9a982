"""Which views are documented, and which are not yet: the list can only become shorter."""

from flask import Flask

NOT_YET = {"/depots", "/depots/{name}"}
"""Take an address out once its view has its decorator."""

NOT_MEANT = {"/health", "/static/{filename}"<% if pages %>, "/"<% if sqlite %>, "/delete/{number}"<% endif %><% endif %>}


def test_what_is_not_documented_is_known(app: Flask) -> None:
    document = app.test_client().get("/apidoc/openapi.json").get_json()
    there = {
        str(rule).replace("<int:", "{").replace("<path:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith("openapi")
    }
    assert there - document["paths"].keys() - NOT_MEANT == NOT_YET


def test_the_views_that_were_there_answer_as_before(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/depots").status_code == 200
    assert client.get("/depots/north").get_json() == {"name": "north", "address": "12 Dock Road"}
    assert client.get("/depots/nowhere").get_json() == {"error": "no such depot"}
