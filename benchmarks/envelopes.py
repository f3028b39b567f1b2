"""Sealed WeCom letters made in advance, by an implementation that shares nothing with the bot's."""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN = "benchToken"
AES_KEY = hashlib.sha256(b"fivestar benchmark").hexdigest()[:42] + "A"
CORP = "wwbench0000000001"
AGENT = 1000002


class Sealer:
    """Seals and opens with one key."""

    def __init__(self, token: str = TOKEN, aes_key: str = AES_KEY, corp: str = CORP) -> None:
        self.token, self.corp = token, corp
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted((self.token, *parts))).encode()).hexdigest()

    def seal(self, text: bytes) -> str:
        raw = os.urandom(16) + struct.pack(">I", len(text)) + text + self.corp.encode()
        pad = 32 - len(raw) % 32
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(raw + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def open(self, sealed: str) -> bytes:
        decryptor = self._cipher.decryptor()
        raw = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
        raw = raw[: -raw[-1]]
        (length,) = struct.unpack(">I", raw[16:20])
        return raw[20 : 20 + length]

    def message(self, account: str, text: str, number: int, at: int, path: str = "/wecom/callback") -> bytes:
        """A whole HTTP POST of a text message of `account`."""
        inner = (
            f"<xml><ToUserName><![CDATA[{self.corp}]]></ToUserName><FromUserName><![CDATA[{account}]]></FromUserName>"
            f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
            f"<MsgId>{number}</MsgId><AgentID>{AGENT}</AgentID></xml>"
        )
        sealed = self.seal(inner.encode())
        nonce = str(number)
        body = (
            f"<xml><ToUserName><![CDATA[{self.corp}]]></ToUserName><AgentID><![CDATA[{AGENT}]]></AgentID>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        ).encode()
        signature = self.sign(str(at), nonce, sealed)
        head = (
            f"POST {path}?msg_signature={signature}&timestamp={at}&nonce={nonce} HTTP/1.1\r\n"
            f"Host: bench\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
