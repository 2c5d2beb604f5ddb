"""The key pair with which we sign in to the EHR: a private file, and its public half."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, KeySet, RSAKey

from gateway.errors import ClinicError

JWKS_PATH = "/.well-known/jwks.json"  # where the gateway shows the public half
ALGORITHMS = {"EC": "ES384", "RSA": "RS384"}
USAGE = """\
python -m gateway keys make [rsa]   a new key file (ES384, or RS384 with `rsa`)
python -m gateway keys add [rsa]    show a second public key; the first still signs
python -m gateway keys promote      sign with the newest key, once the EHR has fetched it
python -m gateway keys retire       forget all keys but the one that signs
"""


class NoKeys(ClinicError):
    """The key file is missing or holds no private key that SMART knows."""

    status = 503
    code = "no_keys"
    next_step = "Run `python -m gateway keys make`, or restore PROMOTORA_FHIR_KEY_FILE."


def make(path: Path, kind: str = "EC") -> None:
    """A new key file, readable by its owner only. Never overwrites one: the EHR knows its key."""
    if path.exists():
        raise FileExistsError(f"{path} exists; use `add` and `promote` to change keys")
    _write(path, [_new(kind)])


def add(path: Path, kind: str = "EC") -> None:
    """A second key that is shown but does not sign yet: an EHR caches what it fetched."""
    _write(path, [*private_keys(path), _new(kind)])


def promote(path: Path) -> None:
    """Sign with the newest key from now on; the old one stays visible until `retire`."""
    *older, newest = private_keys(path)
    _write(path, [newest, *older])


def retire(path: Path) -> None:
    """Keep only the key that signs."""
    _write(path, private_keys(path)[:1])


def private_keys(path: Path) -> list[dict[str, Any]]:
    """All private keys of the file as JWK; the first one signs."""
    try:
        found = json.loads(path.read_text("utf-8"))["keys"]
    except FileNotFoundError:
        raise NoKeys(f"{path} is missing") from None
    except (ValueError, KeyError, TypeError):
        raise NoKeys(f"{path} is no key set") from None
    usable = [key for key in found if key.get("d") and key.get("kty") in ALGORITHMS]
    if not usable:
        raise NoKeys(f"{path} holds no private RSA or EC key")
    return usable


def signing_key(path: Path) -> tuple[ECKey | RSAKey, str]:
    """The key that signs, and the algorithm SMART asks for with it: ES384 or RS384."""
    key = KeySet.import_key_set({"keys": private_keys(path)[:1]}).keys[0]
    if isinstance(key, ECKey) and key.curve_name == "P-384":
        return key, ALGORITHMS["EC"]
    if isinstance(key, RSAKey):
        return key, ALGORITHMS["RSA"]
    raise NoKeys(f"{path}: SMART knows RSA keys and EC keys of curve P-384 only")


def public_keys(path: str | Path) -> dict[str, Any]:
    """What the gateway shows at JWKS_PATH: every key of the file without its private parts."""
    shown: dict[str, Any] = dict(
        KeySet.import_key_set({"keys": private_keys(Path(path))}).as_dict(private=False)
    )
    return shown


def run(arguments: Sequence[str], path: Path) -> tuple[int, str]:
    """The command `keys`: exit code and what to print."""
    acts = {"make": make, "add": add, "promote": promote, "retire": retire}
    act = acts.get(arguments[0]) if arguments else None
    if act is None:
        return 2, USAGE
    kind = ("RSA",) if "rsa" in arguments[1:] and act in (make, add) else ()
    try:
        act(path, *kind)
    except FileExistsError as refused:
        return 1, f"{refused}\n"
    except NoKeys as missing:
        return 1, f"{missing}. {missing.next_step}\n"
    shown = ", ".join(str(key.get("kid")) for key in private_keys(path))
    return 0, f"{path} holds {shown}; the first one signs.\n"


def _new(kind: str) -> dict[str, Any]:
    parameters: Any = {"use": "sig", "alg": ALGORITHMS[kind]}
    if kind == "RSA":
        rsa = RSAKey.generate_key(3072, parameters, auto_kid=True)
        return dict(rsa.as_dict(private=True))
    elliptic = ECKey.generate_key("P-384", parameters, auto_kid=True)
    return dict(elliptic.as_dict(private=True))


def _write(path: Path, keys: list[dict[str, Any]]) -> None:
    """All or nothing, and never readable by others, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"keys": keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
