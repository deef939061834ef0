"""Fetching from the open internet: real TLS servers, and a name service of the test's own.

The servers listen on 127.0.0.1, which is what must never be asked: so the seam is the set of addresses that count as
public, and what is tested of the real one stands in tests of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hashlib
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.broadcasts import drafting
from bot.broadcasts.pictures import look
from bot.db.pictures import StoredPictures
from bot.staff.errors import Refused
from bot.staff.fetching import Fetcher, is_public
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import approve
from tests.pictures import bomb, jpeg, png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integration.staff.conftest import Desk

HOST = "hinh.example"


class Site:
    """A web site over TLS, whose pages are functions; it notes who asked for what."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        site = self
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                with contextlib.suppress(OSError):
                    site.pages[self.path](self)

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # a client that does not like the certificate

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def url(self, path: str, host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def page(content: bytes, kind: str = "image/png", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", kind)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


def redirect(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", to)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A server's certificate for HOST by an authority of the test's own, and what believes that authority alone."""
    folder = tmp_path_factory.mktemp("tls")
    now = dt.datetime.now(dt.UTC)

    def made(name: str, issuer: tuple[x509.Name, Any] | None) -> tuple[x509.Certificate, Any]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signer, signing = issuer or (subject, key)
        building = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(signer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        )
        if issuer is not None:
            building = building.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return building.sign(signing, hashes.SHA256()), key

    authority, authority_key = made("Test CA", None)
    certificate, key = made(HOST, (authority.subject, authority_key))
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
    believing = ssl.create_default_context(cadata=authority.public_bytes(pem).decode())
    return path, believing


@pytest.fixture
def site(certificates: tuple[Path, ssl.SSLContext]) -> Iterator[Site]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates[0])
    made = Site(tls)
    yield made
    made.close()


class Names:
    """A name service that says what the test wants, one answer after the other, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers) or [["127.0.0.1"]]
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def fetcher(certificates: tuple[Path, ssl.SSLContext]) -> Callable[..., Fetcher]:
    def made(names: Names | None = None, **more: Any) -> Fetcher:
        here = ipaddress.ip_address("127.0.0.1")
        values = {"allowed": lambda address: address == here or is_public(address), "tls": certificates[1], **more}
        return Fetcher(look_up=names or Names(), **values)

    return made


async def test_a_file_is_fetched_by_the_address_that_was_checked_and_the_name_that_was_written(site, fetcher):
    site.pages["/a.png"] = page(png())
    assert await fetcher().fetch(site.url("/a.png")) == png()
    assert site.asked == [(f"{HOST}:{site.port}", "/a.png")]


async def test_a_certificate_for_another_name_is_not_believed(site, fetcher):
    site.pages["/a.png"] = page(png())
    with pytest.raises(Refused, match="không kết nối được"):
        await fetcher().fetch(site.url("/a.png", "khac.example"))
    with pytest.raises(Refused, match="không kết nối được"):
        await fetcher(tls=None).fetch(site.url("/a.png"))
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1",
        "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:c0a8:101::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1",
    ],
)  # fmt: skip
async def test_nothing_of_our_own_network_is_asked(address):
    assert not is_public(ipaddress.ip_address(address))
    fetching = Fetcher(look_up=Names([address]))
    with pytest.raises(Refused, match="không phải một địa chỉ công khai"):
        await fetching.fetch("https://noi-bo.example/a.png")
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(Refused, match="không phải một địa chỉ công khai"):
        await fetching.fetch(f"https://{literal}/a.png")


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "203.162.4.191", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::"]
)
def test_the_open_internet_is_open(address):
    assert is_public(ipaddress.ip_address(address))


async def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(Refused, match="công khai"):
        await Fetcher(look_up=Names(["1.1.1.1", "10.0.0.1"])).fetch("https://hai-mat.example/a.png")


async def test_a_name_that_means_another_host_a_moment_later_is_looked_up_once(site, fetcher):
    """Rebinding: the second answer would be a host of ours."""
    site.pages["/a.png"] = page(png())
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    assert await fetcher(names).fetch(site.url("/a.png")) == png()
    assert names.asked == [HOST]


async def test_every_redirect_is_checked_like_the_first_address(site, fetcher):
    site.pages |= {
        "/ok": redirect("/a.png"),
        "/a.png": page(png()),
        "/http": redirect(f"http://{HOST}:{site.port}/a.png"),
        "/file": redirect("file:///etc/passwd"),
        "/metadata": redirect("https://169.254.169.254/latest"),
        "/local": redirect(f"https://[::1]:{site.port}/a.png"),
        "/round": redirect("/round"),
    }
    assert await fetcher().fetch(site.url("/ok")) == png()
    for path in ("/http", "/file"):
        with pytest.raises(Refused, match="https://"):
            await fetcher().fetch(site.url(path))
    for path in ("/metadata", "/local"):
        with pytest.raises(Refused, match="công khai"):
            await fetcher().fetch(site.url(path))
    with pytest.raises(Refused, match="chuyển tiếp quá 3 lần"):
        await fetcher().fetch(site.url("/round"))
    names = Names(["127.0.0.1"], ["192.168.1.1"])
    with pytest.raises(Refused, match="công khai"):  # the same name again, and now it is a host of ours
        await fetcher(names).fetch(site.url("/ok"))


@pytest.mark.parametrize(
    "address",
    ["http://a.vn/x.png", "ftp://a.vn/x.png", "https://", "https:///x", "file:///etc/passwd", "https://ten:mk@a.vn/x",
     "x.png", "https://a.vn:99999/x", "https://\x00/x", "javascript:alert(1)"],
)  # fmt: skip
async def test_what_is_no_plain_https_address_is_refused(address):
    with pytest.raises(Refused):
        await Fetcher(look_up=Names(["10.0.0.1"])).fetch(address)


async def test_a_slow_drip_ends_with_the_time(site, fetcher):
    stopped = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not stopped.wait(0.02):
            request.wfile.write(b"x")
            request.wfile.flush()

    site.pages["/drip"] = drip
    with pytest.raises(Refused, match=r"quá 0.5 giây"):
        await fetcher(seconds=0.5).fetch(site.url("/drip"))
    stopped.set()


async def test_a_name_service_that_says_nothing_ends_with_the_time():
    async def never(_host: str, _port: int) -> list[str]:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(Refused, match=r"quá 0.1 giây"):
        await Fetcher(look_up=never, seconds=0.1).fetch("https://cham.example/")


async def test_what_is_too_large_packed_or_missing_is_refused(site, fetcher):
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        with contextlib.suppress(OSError):
            while True:
                request.wfile.write(b"x" * 65536)

    site.pages |= {
        "/endless": endless,
        "/says": page(b"", Content_Length="6000000"),
        "/packed": page(b"\x1f\x8b", Content_Encoding="gzip"),
        "/gone": lambda request: request.send_error(404),
    }
    for path, said in (("/endless", "lớn hơn 5 MB"), ("/says", "lớn hơn 5 MB"), ("/packed", "nén"), ("/gone", "404")):
        with pytest.raises(Refused, match=said):
            await fetcher().fetch(site.url(path))


def test_a_picture_is_what_its_bytes_are():
    found = look(png(), "x.jpg")
    assert (found.picture.media_type, found.width, found.height) == ("image/png", 40, 30)
    assert look(jpeg(), "x.png").picture.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>hinh.png</html>", "không phải tệp hình"),
        (b"GIF89a" + b"\0" * 50, "không phải tệp hình"),
        (b"", "không phải tệp hình"),
        (png()[:60], "bị hỏng"),
        (b"\xff\xd8\xff" + b"\0" * 100, "bị hỏng"),
        (bomb(), "kích thước"),
        (bomb(4_000, 5_900), "kích thước"),
        (png(3_000, 100), "kích thước"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 5_000_001, "lớn hơn 5 MB"),
    ],
)
def test_what_no_phone_should_open_is_refused(content, said):
    with pytest.raises(Refused, match=said):
        look(content, "hinh.png")


async def test_what_is_changed_on_its_server_after_the_approval_is_not_sent(
    site: Site, fetcher: Callable[..., Fetcher], lonely_desk: Desk
) -> None:
    """The author may hold the server: what was fetched for the draft is what is approved, and what is sent."""
    site.pages["/map.png"] = page(png())
    office = dataclasses.replace(await lonely_desk(Role.AUTHOR), fetcher=fetcher())
    wish = drafting.Wish(title="x", text="Bản đồ.", audience="topic=rules", image=site.url("/map.png"))
    made = (await drafting.create(office, wish)).broadcast
    site.pages["/map.png"] = page(png(colour=(255, 0, 0)))
    approved = await approve(await lonely_desk(Role.APPROVER), made.id)
    picture = approved.content.picture
    assert picture is not None
    assert picture.hash == hashlib.sha256(png()).hexdigest()
    assert await StoredPictures(office.database, None).content(picture) == png()
    assert len(site.asked) == 1, "it was fetched once, and by nobody else"
    again = (await drafting.change(office, made.id, drafting.Wish(image=site.url("/map.png")))).broadcast
    assert not again.approved, "another picture is another content"
    real, inside = await lonely_desk(Role.AUTHOR), drafting.Wish(image=site.url("/map.png", "127.0.0.1"))
    with pytest.raises(Refused, match="công khai"):
        await drafting.change(real, made.id, inside)
