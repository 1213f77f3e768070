"""Mail over SMTP, built so that nothing in a subject or address becomes a header of its own.

`EmailMessage` decodes an encoded word in a subject, line breaks and all, and writes a real header from it.
So control characters are dropped after decoding, and what is sent is parsed again and compared first.
"""

from __future__ import annotations

import smtplib
import ssl
import unicodedata
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from ipaddress import ip_address
from urllib.parse import urlsplit

from frontdesk.messages import Message
from voorkant.errors import InputError, VoorkantError
from voorkant.settings import Mail

_TIMEOUT = 30.0
_CONTENT = {"content-type", "content-transfer-encoding", "mime-version"}


class MailError(VoorkantError):
    """The mail server did not take a message."""


def send(mail: Mail, message: Message) -> None:
    """Hand one message in; raises InputError for an unsafe one, MailError when the server refuses."""
    built = build(mail, message)
    try:
        with smtplib.SMTP(mail.host, mail.port, timeout=_TIMEOUT) as server:
            _secure(server, mail.host)
            server.sendmail(address(mail.sender), [address(message.to)], built)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(
            f"De mailserver {mail.host}:{mail.port} nam het bericht niet aan ({type(error).__name__}). "
            "Controleer mail in voorkant.yaml; bij de volgende ronde proberen we het opnieuw."
        ) from error


def build(mail: Mail, message: Message) -> bytes:
    """The bytes of a message, parsed again and found to be what was meant; raises InputError otherwise."""
    built = EmailMessage(policy=SMTP)
    built["From"], built["To"] = address(mail.sender), address(message.to)
    built["Subject"] = clean(message.subject)
    built["Message-ID"] = make_msgid(domain=address(mail.sender).rpartition("@")[2])
    built["Auto-Submitted"] = "auto-generated"
    for name, value in _unsubscribe(mail, message).items():
        built[name] = value
    built.set_content(message.text)
    built.add_alternative(message.html, subtype="html")
    if page := built.get_body(("html",)):
        for one in message.pictures:
            page.add_related(one.png, "image", "png", cid=f"<{one.key}>", disposition="inline",
                             filename=f"{one.key}.png")  # fmt: skip
    raw = built.as_bytes()
    _check(raw, built)
    return raw


def clean(text: str) -> str:
    """Header text without control characters, also those inside encoded words, nested ones included.

    >>> clean("Hallo =?utf-8?q?x=0D=0ABcc:_y=40z.nl?=")
    'Hallo xBcc: y@z.nl'
    """
    for _ in range(5):
        decoded = _printable(_decode(_printable(text)))
        if decoded == text:
            return decoded
        text = decoded
    return _printable(text.replace("=?", "= ?"))


def address(text: str) -> str:
    """One plain mail address; raises InputError for anything else."""
    try:
        found = Address(addr_spec=text.strip())
    except (ValueError, IndexError, MessageError):
        found = Address()
    if not (found.username and found.domain) or _printable(text) != text:
        raise InputError("Een mailadres klopt niet. Controleer mail en subscriptions.yaml.")
    return found.addr_spec


def _decode(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text.replace("=?", "= ?")


def _printable(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def _unsubscribe(mail: Mail, message: Message) -> dict[str, str]:
    """Only addresses that a mail scanner cannot trigger: a mail to write, or a POST in one click."""
    write = f"<mailto:{address(mail.sender)}?subject=afmelden>"
    if not message.unsubscribe:
        return {"List-Unsubscribe": write}
    url = message.unsubscribe
    if urlsplit(url).scheme != "https" or _printable(url) != url or set(url) & set("<>, "):
        raise InputError("Het adres om af te melden moet een gewoon https-adres zijn.")
    return {"List-Unsubscribe": f"<{url}>, {write}", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _check(raw: bytes, meant: EmailMessage) -> None:
    parsed = message_from_bytes(raw, policy=SMTP)
    names = sorted(n.lower() for n in parsed if n.lower() not in _CONTENT)
    wanted = sorted(n.lower() for n in meant if n.lower() not in _CONTENT)
    same = all(str(parsed[n]) == str(meant[n]) for n in ("To", "From", "Subject"))
    if names != wanted or not same:
        raise InputError("Dit bericht is niet veilig te versturen: de kop verandert onderweg.")


def _secure(server: smtplib.SMTP, host: str) -> None:
    server.ehlo()
    if not _loopback(host) and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
