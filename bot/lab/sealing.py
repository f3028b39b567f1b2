"""The platform's side of the envelope, written from the protocol and sharing nothing with the bot's (wecom.md §2.3)."""

import base64
import hashlib
import hmac
import re
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Sealing:
    """Seals what goes to the bot, opens what it answers."""

    def __init__(self, token: str, encoding_aes_key: str, corp_id: str) -> None:
        key = base64.b64decode(encoding_aes_key + "=")
        self._token, self._corp_id = token, corp_id
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        parts = sorted([self._token, timestamp, nonce, sealed])
        return hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - the protocol's

    def seal(self, message: str) -> str:
        data = message.encode()
        plain = secrets.token_bytes(16) + struct.pack(">I", len(data)) + data + self._corp_id.encode()
        padding = 32 - len(plain) % 32
        encryptor = self._cipher.encryptor()
        return base64.b64encode(
            encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        ).decode()

    def open(self, sealed: str) -> str:
        """Raises ValueError for anything that is not a well-made envelope of this corporation."""
        data = base64.b64decode(sealed, validate=True)
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= 32 or plain[-padding:] != bytes([padding]) * padding:
            raise ValueError("padding")
        (length,) = struct.unpack(">I", plain[16:20])
        end = len(plain) - padding
        if plain[20 + length : end] != self._corp_id.encode():
            raise ValueError("receive id")
        return plain[20 : 20 + length].decode()

    def open_answer(self, body: str) -> str:
        """The plaintext XML of a passive reply; ValueError when signature or envelope are wrong."""
        parts = {name: _between(body, name) for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")}
        expected = self.signature(parts["TimeStamp"], parts["Nonce"], parts["Encrypt"])
        if not hmac.compare_digest(expected, parts["MsgSignature"]):
            raise ValueError("signature")
        return self.open(parts["Encrypt"])


def _between(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", xml, re.DOTALL)
    if found is None:
        raise ValueError(f"no {name}")
    return found[1]
