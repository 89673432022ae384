import uuid

from rooms import limits
from rooms.actions import groups, messages, whispers
from rooms.live import database

from ..conftest import crossing


@crossing
async def test_a_search_is_answered_with_what_one_may_read(connect, ada, bob, eve, lobby):
    his = await connect(bob)
    posted = await database.write(messages.post, ada, lobby, "Green <tea>?", uuid.uuid4())
    group = await database.write(groups.create, ada, "Tea")
    await database.write(messages.post, ada, group, "Green tea for members", uuid.uuid4())
    await database.write(whispers.send, ada, eve, "Green tea between us", uuid.uuid4())

    await his.say("search", q="green tea subject:x", id="s")
    page = await his.hear("search.page", id="s")
    assert page["hits"] == []
    assert page["explained"][0].startswith("There is no operator subject:")

    await his.say("search", q="green tea", id="t")
    page = await his.hear("search.page", id="t")
    [hit] = page["hits"]
    assert hit["message"]["id"] == posted.message_id
    assert hit["snippet"] == ["", "Green", " <", "tea", ">?"]
    assert "next" not in page


@crossing
async def test_pages_on_the_socket(connect, ada, lobby):
    hers = await connect(ada)
    for count in range(3):
        await database.write(messages.post, ada, lobby, f"tea {count}", uuid.uuid4())

    await hers.say("search", q="te", typing=True, limit=2, id="1")
    first = await hers.hear("search.page", id="1")
    await hers.say("search", q="te", typing=True, limit=2, before=first["next"], id="2")
    second = await hers.hear("search.page", id="2")
    bodies = [hit["message"]["body"] for page in (first, second) for hit in page["hits"]]
    assert bodies == ["tea 2", "tea 1", "tea 0"]

    await hers.say("search", q="tea", order="worst", id="3")
    assert (await hers.hear("error", id="3"))["field"] == "order"


@crossing
async def test_a_page_of_long_messages_is_no_larger_than_an_object_may_be(connect, ada, lobby):
    hers = await connect(ada)
    for _ in range(25):
        await database.write(messages.post, ada, lobby, "tea " + "語" * 3_900, uuid.uuid4())

    found, before = 0, ""
    while before is not None:
        await hers.say("search", q="tea", limit=50, before=before, id="s")
        page = await hers.hear("search.page", id="s")
        found += len(page["hits"])
        before = page.get("next")
        assert len(page["hits"]) < 25
    assert found == 25


@crossing
async def test_the_command_shows_the_first_and_leads_to_the_page(connect, ada, bob, lobby):
    his = await connect(bob)
    assert (await his.asked(lobby, "/search tea"))["text"].startswith("Nothing was found.")
    for count in range(7):
        await database.write(messages.post, ada, lobby, f"tea {count}", uuid.uuid4())

    told = (await his.asked(lobby, '/search "tea" from:ada'))["text"].splitlines()
    assert len(told) == 7
    assert told[0].endswith("Lobby, ada: tea 6")
    assert told[-2:] == ["There is more.", "As a page: /search/?q=%22tea%22+from%3Aada"]


@crossing
async def test_who_searches_too_fast_waits(connect, ada, lobby, chess, monkeypatch):
    monkeypatch.setitem(limits.BUCKETS, "search", (1, 2))
    hers = await connect(ada)
    for _ in range(3):
        await hers.say("search", q="tea")
    assert (await hers.hear("error"))["code"] == "rate_limited"
    assert (await hers.asked(lobby, "/search tea"))["code"] == "rate_limited"
    assert (await hers.asked(chess, "/catchup"))["code"] == "rate_limited"
