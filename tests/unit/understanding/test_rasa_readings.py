"""What the bot makes of Rasa's answer: sure, unsure, or two readings too near to choose between."""

from __future__ import annotations

import pytest

from bot.understanding.ladder import Ladder
from bot.understanding.rasa import FALLBACK, RasaClient, always


def answer(*ranking: tuple[str, float], **more):
    readings = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return {"intent": readings[0], "intent_ranking": readings, "entities": [], **more}


@pytest.fixture
async def read(unused_http_server):
    """A function that has the client read one answer of a real HTTP server."""

    async def read(body):
        client = RasaClient(always(unused_http_server(body), None), deadline=20)
        try:
            return await client.parse("xã tôi nộp sao")
        finally:
            await client.close()

    return read


@pytest.fixture
def unused_http_server():
    """A function that serves one JSON body on a free port and gives the address."""
    import json
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    servers = []

    def serve(body):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                data = json.dumps(body(asked["text"]) if callable(body) else body).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


NEAR_TWO = [("ask_submission_channel", 0.45), ("ask_inperson_allowed", 0.4)]


async def test_a_sure_reading_is_acted_on(read):
    assert (await read(answer(("greet", 0.9), ("affirm", 0.05)))).intent == "greet"


async def test_two_near_readings_are_both_offered(read):
    understanding = await read(answer(*NEAR_TWO, ambiguous=True))
    assert understanding.intent == FALLBACK
    assert [reading.intent for reading in understanding.ranking] == [intent for intent, _ in NEAR_TWO]


async def test_a_second_reading_further_away_is_no_reason_to_ask(read):
    assert (await read(answer(("greet", 0.6), ("affirm", 0.3), ambiguous=True))).intent == "greet"


async def test_two_wishes_are_not_two_readings(read):
    second = [{"intent": "ask_inperson_allowed", "confidence": 0.4}]
    understanding = await read(answer(*NEAR_TWO, ambiguous=True, secondary=second))
    assert understanding.intent == "ask_submission_channel"
    assert [reading.intent for reading in understanding.secondary] == ["ask_inperson_allowed"]


async def test_what_the_model_does_not_understand_is_asked_about(read):
    assert (await read(answer(("out_of_scope", 0.3), ("greet", 0.1), fallback=True))).intent == FALLBACK


@pytest.fixture
async def take(unused_http_server):
    """A function that has a text read up the ladder where the model is this sure that it tells of danger."""

    async def take(text, confidence):
        body = answer(("emergency", confidence), ("find_procedure", 0.2))
        client = RasaClient(always(unused_http_server(body), None), deadline=20)
        try:
            return await Ladder(client).read(text)
        finally:
            await client.close()

    return take


@pytest.mark.parametrize(
    "text", ["bé nhà em thì theo em hay theo cha, nó đang đứng theo em bển", "be o voi ba hay o voi me vay"]
)
async def test_which_of_two_a_child_belongs_to_is_no_danger(take, text):
    assert (await take(text, 0.62)).intent == FALLBACK


async def test_whom_of_two_to_call_in_danger_is(take):
    text = "ba thằng xăm mình đứng trước cửa, giờ báo công an ấp hay báo xã"
    assert (await take(text, 0.62)).intent == "emergency"


@pytest.mark.parametrize("text", ["tui ban ve so, nha la dut", "Sáu Lúa", "bán vé số nuôi con, nhà lá dột"])
async def test_danger_is_no_guess_of_which_no_word_speaks(take, text):
    understanding = await take(text, 0.45)
    assert understanding.intent == FALLBACK
    assert [reading.intent for reading in understanding.ranking] == ["find_procedure"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("dien rot xuong san nuoc", 0.36),
        ("nó đòi đánh tui hoài", 0.36),
        ("ổng cầm dao đi quanh nhà", 0.36),
        ("ong ngoai duong tinh, tim tai, khong ai toi dua di", 0.74),
        ("nó khóa cửa, ba người cầm chĩa đứng ngoài", 0.74),
    ],
)
async def test_danger_rings_by_a_word_or_where_the_model_is_sure(take, text, confidence):
    assert (await take(text, confidence)).intent == "emergency"


@pytest.fixture
async def climb(unused_http_server):
    """A function that has a text read up the ladder by a model that takes some words for danger."""

    async def climb(text, *words):
        def body(said):
            danger = any(word in said for word in words)
            return answer(("emergency", 0.9) if danger else ("ask_procedure_documents", 0.9), ("greet", 0.05))

        client = RasaClient(always(unused_http_server(body), None), deadline=20)
        try:
            return (await Ladder(client).read(text)).intent
        finally:
            await client.close()

    return climb


@pytest.mark.parametrize(
    "text",
    [
        "ba nhập viện cấp cứu hôm qua rồi, giờ xin giấy tạm trú ở đâu",
        "hồi năm ngoái nhà cháy",
        "chị em bị đột quỵ đang nằm hồi sức, giờ làm khai sinh cho bé sao",
        "hom qua xe toi chay, gio lam lai giay o dau",
    ],
)
async def test_what_is_over_is_no_danger_whatever_the_model_says(climb, text):
    assert await climb(text, "cấp cứu", "cháy", "đột quỵ", "chay") != "emergency"


async def test_the_rest_of_it_is_what_is_read(climb):
    text = "ba nhập viện cấp cứu hôm qua rồi, giờ xin giấy tạm trú ở đâu"
    assert await climb(text, "cấp cứu") == "ask_procedure_documents"


@pytest.mark.parametrize(
    "text",
    [
        "ba mới xuất viện hôm qua, giờ ổng tím tái hết rồi",
        "hôm qua nó đánh tui, giờ tui tím tái hết",
        "ba nhập viện mà bệnh viện không nhận, tím tái hết rồi",
    ],
)
async def test_what_got_worse_is_danger_where_the_model_says_so(climb, text):
    assert await climb(text, "tím tái") == "emergency"


async def test_what_vni_left_is_undone_for_the_model_and_entities_stand_as_typed(unused_http_server):
    asked = []

    def body(text):
        asked.append(text)
        start = text.index("Tac Van")
        marked = {"entity": "admin_unit", "value": "Tac Van", "start": start, "end": start + len("Tac Van")}
        return answer(("provide_info", 0.9)) | {"entities": [marked], "model": "m"}

    client = RasaClient(always(unused_http_server(body), None), deadline=20)
    typed = "nha2 toi6 o73 xa4 Tac81 Van6 do1"
    try:
        read = await Ladder(client).read(typed)
    finally:
        await client.close()
    assert asked == ["nha toi o xa Tac Van do"]
    (entity,) = read.entities
    assert (entity.value, typed[entity.start : entity.end]) == ("Tac81 Van6", "Tac81 Van6")
