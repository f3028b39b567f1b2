"""Sealed letters: opening what WeCom posts, sealing what we answer (wecom.md §2.1–§2.4).

wechatpy's cipher does the AES; every check around it is ours, in the protocol's order, because the library compares
signatures openly, trusts the padding, and parses the body before it knows who sent it.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import struct
from dataclasses import dataclass

from wechatpy.enterprise.crypto import PrpCrypto

_ENCRYPT = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([^<>\]]*)(?:\]\]>)?\s*</Encrypt>")
_ANY_ENCRYPT = b"<Encrypt"
_BLOCK = 16
_PADDING = 32


@dataclass(eq=False)
class BadCallback(Exception):
    """A letter that is not for us; `code` for the log, `status` for the answer."""

    code: str
    status: int = 403


class _Cipher(PrpCrypto):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's cipher, with randomness fit for cryptography."""

    def __init__(self, key: bytes) -> None:
        super().__init__(key)
        self.random16 = ""

    def get_random_string(self) -> str:
        return self.random16 or secrets.token_hex(8)


class Seal:
    """One application's token and key."""

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        self._token = token
        self._receive_id = receive_id
        # the key's last character may have spare bits set; ciphertexts are read strictly
        self._cipher = _Cipher(base64.b64decode(encoding_aes_key + "="))

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        return hashlib.sha1("".join(sorted((self._token, timestamp, nonce, encrypted))).encode()).hexdigest()  # noqa: S324 - the protocol's

    def check(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raises BadCallback unless the signature is ours, compared in constant time."""
        expected = self.sign(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
            raise BadCallback("bad_signature")

    def open(self, encrypted: str) -> bytes:
        """The message within a base64 ciphertext whose signature has been checked.

        Raises:
            BadCallback: bad_base64, bad_block, bad_padding, bad_buffer, bad_length or bad_receive_id.
        """
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise BadCallback("bad_base64") from None
        if not sealed or len(sealed) % _BLOCK:
            raise BadCallback("bad_block")
        plain: bytes = self._cipher.cipher.decrypt(sealed)
        padding = plain[-1]
        if not 1 <= padding <= _PADDING or plain[-padding:] != bytes([padding]) * padding:
            raise BadCallback("bad_padding")
        plain = plain[:-padding]
        if len(plain) < 20:
            raise BadCallback("bad_buffer")
        (length,) = struct.unpack(">I", plain[16:20])
        if 20 + length > len(plain):
            raise BadCallback("bad_length")
        if not hmac.compare_digest(plain[20 + length :], self._receive_id.encode()):
            raise BadCallback("bad_receive_id")
        return plain[20 : 20 + length]

    def seal(self, message: str, *, random16: str = "") -> str:
        """The base64 ciphertext of a message; `random16` fixes the random prefix (test vectors)."""
        self._cipher.random16 = random16
        sealed: bytes = self._cipher.encrypt(message, self._receive_id)
        return sealed.decode()

    def envelope(self, message: str, timestamp: str, nonce: str, *, random16: str = "") -> str:
        """The XML that answers a callback (§2.4)."""
        encrypted = self.seal(message, random16=random16)
        signature = self.sign(timestamp, nonce, encrypted)
        return (
            f"<xml>\n<Encrypt><![CDATA[{encrypted}]]></Encrypt>\n<MsgSignature><![CDATA[{signature}]]></MsgSignature>\n"
            f"<TimeStamp>{timestamp}</TimeStamp>\n<Nonce><![CDATA[{nonce}]]></Nonce>\n</xml>"
        )


def encrypted_part(body: bytes) -> str:
    """The one `<Encrypt>` of a posted body, found without parsing XML: nobody has been authenticated yet.

    Raises:
        BadCallback: none or several, or a document type is declared.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BadCallback("bad_envelope", 400)
    found = _ENCRYPT.findall(body)
    if len(found) != 1 or body.count(_ANY_ENCRYPT) != 1:
        raise BadCallback("bad_envelope", 400)
    return str(found[0], "ascii", "replace")
