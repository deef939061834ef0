"""Fetching a file from the open internet because somebody on the staff named its address.

The address is not ours, so nothing of our own network is asked by it: https only, and only public addresses, which
are looked up once, checked, and connected to as they were checked, so that a name can't mean another host a moment
later; the same after every redirect. Size, time and the number of redirects are bounded, and nothing is unpacked.
Proxies of the environment are not used: behind one, nobody here would know where a connection ends.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from bot.staff.errors import Refused

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SECONDS = 5.0
"""For all of it: names, redirects, the last byte."""
MOST_BYTES = 5_000_000
REDIRECTS = 3
_PORT = 443
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out for the open internet (IANA, IPv6 Global Unicast Address Assignments)."""


def is_public(address: Address) -> bool:
    """Return whether an address is one of the open internet; what carries an IPv4 address inside is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses that a name has now, by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]).partition("%")[0] for entry in found]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files.

    Attributes:
        allowed: which addresses may be connected to.
        look_up: name and port → addresses.
        tls: which certificates are believed; None for those that the system believes.
        seconds: for all of it.
        most_bytes: the largest file.
    """

    allowed: Callable[[Address], bool] = is_public
    look_up: Callable[[str, int], Awaitable[list[str]]] = looked_up
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES

    async def fetch(self, address: str) -> bytes:
        """Return the content of a file.

        Args:
            address: of the file: ``https://…``.

        Raises:
            Refused: it can't be had, or its address is none that is asked; the message says why.
        """
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(address)
        except TimeoutError:
            raise Refused(f"Không tải được {address}: quá {self.seconds:g} giây.") from None
        except httpx.HTTPError as error:
            raise Refused(f"Không tải được {address}: không kết nối được ({type(error).__name__}).") from error

    async def _follow(self, address: str) -> bytes:
        tls = self.tls if self.tls is not None else httpx.create_ssl_context()
        async with httpx.AsyncClient(verify=tls, trust_env=False, timeout=self.seconds) as client:
            for _ in range(REDIRECTS + 1):
                url = _url(address)
                host = await self._host(url)
                found = await self._get(client, url, host)
                if isinstance(found, bytes):
                    return found
                address = str(url.join(found))
        raise Refused(f"Không tải được: {address} chuyển tiếp quá {REDIRECTS} lần.")

    async def _host(self, url: httpx.URL) -> str:
        """Return the one address to connect to, after all that the name has were checked."""
        name = url.raw_host.decode("ascii")
        try:
            found = [ipaddress.ip_address(name)]
        except ValueError:
            try:
                found = [ipaddress.ip_address(one) for one in await self.look_up(name, url.port or _PORT)]
            except OSError as error:
                raise Refused(f"Không tải được: không có máy chủ nào tên {name}.") from error
        if not found or not all(self.allowed(one) for one in found):
            raise Refused(f"Không tải từ {name}: đó không phải một địa chỉ công khai trên mạng.")
        return str(found[0])

    async def _get(self, client: httpx.AsyncClient, url: httpx.URL, host: str) -> bytes | str:
        """Ask the host that was checked, by the name that its certificate must have; return a redirect's target."""
        name = url.raw_host.decode("ascii")
        headers = {"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity", "User-Agent": "motcua"}
        extensions = {"sni_hostname": name}
        async with client.stream("GET", url.copy_with(host=host), headers=headers, extensions=extensions) as answer:
            if answer.has_redirect_location:
                return answer.headers["location"]
            if answer.status_code != httpx.codes.OK:
                raise Refused(f"Không tải được {url}: máy chủ trả lời {answer.status_code}.")
            if answer.headers.get("content-encoding", "identity").strip().lower() != "identity":
                raise Refused(f"Không tải được {url}: máy chủ gửi tệp nén.")
            length = answer.headers.get("content-length", "")
            if length.isdecimal() and int(length) > self.most_bytes:
                raise self._too_large(url)
            content = bytearray()
            async for chunk in answer.aiter_raw():
                content += chunk
                if len(content) > self.most_bytes:
                    raise self._too_large(url)
            return bytes(content)

    def _too_large(self, url: httpx.URL) -> Refused:
        return Refused(f"Không tải được {url}: tệp lớn hơn {self.most_bytes // 1_000_000} MB.")


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
        name = url.raw_host
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Refused(f"“{address}” không phải một địa chỉ web.") from None
    if url.scheme != "https" or not name:
        raise Refused(f"“{address}”: chỉ tải từ địa chỉ bắt đầu bằng https://.")
    if url.userinfo:
        raise Refused(f"“{address}”: địa chỉ không được kèm tên hay mật khẩu.")
    return url
