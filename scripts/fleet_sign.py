#!/usr/bin/env python3
"""Makes the key of a fleet's owner, and signs what is asked of kiosks from afar (kiosk/fleet/PROTOCOL.md). Standard library and the openssl command.

fleet_sign.py key FILE                                   a new pair: FILE stays where nobody else is, FILE.pub goes to the kiosks (fleet.config_key_file)
fleet_sign.py config --key FILE --kiosk ID --number N TEXT     TEXT: a file of TOML, the layer over the kiosk's own configuration
fleet_sign.py bundle --key FILE --kiosk ID --number N
fleet_sign.py update --key FILE --ring WORD --number N --version V --url URL --sha256 DIGEST [--spread SECONDS]

The message goes to the output, its topic to the errors: fleet_sign.py bundle .. | mosquitto_pub .. -q 1 -r -t kiosk/ID/bundle -s
N must be above the one before on that topic; the kiosk tells in its state which it has seen.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"openssl {words[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def make_key(file):
    """The private half is this user's alone, from its first byte on."""
    private = openssl("genpkey", "-algorithm", "ed25519")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(private)
    public = openssl("pkey", "-in", file, "-pubout")
    Path(f"{file}.pub").write_bytes(public)


def sign(key, text):
    """The message: a line with the signature, then the text."""
    with tempfile.NamedTemporaryFile() as file:  # openssl signs files alone
        file.write(text)
        file.flush()
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", file.name)
    return base64.b64encode(signature) + b"\n" + text


def message(key, topic, number, **members):
    return sign(key, json.dumps({"topic": topic, "number": number, **members}, ensure_ascii=False).encode())


def config(key, kiosk, number, text):
    return message(key, f"kiosk/{kiosk}/config", number, text=text)


def bundle(key, kiosk, number):
    return message(key, f"kiosk/{kiosk}/bundle", number)


def update(key, ring, number, version, url, sha256, spread):
    return message(key, f"fleet/update/{ring}", number, version=version, url=url, sha256=sha256, spread_seconds=spread)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("key").add_argument("file", type=Path)
    for name in ("config", "bundle", "update"):
        command = commands.add_parser(name)
        command.add_argument("--key", required=True, type=Path)
        command.add_argument("--number", required=True, type=int)
        if name != "update":
            command.add_argument("--kiosk", required=True)
        if name == "config":
            command.add_argument("text", type=Path)
        if name == "update":
            for word in ("ring", "version", "url", "sha256"):
                command.add_argument(f"--{word}", required=True)
            command.add_argument("--spread", type=int, default=3600)
    options = parser.parse_args()
    if options.command == "key":
        make_key(options.file)
        print(f"{options.file}: keep it where no broker and no kiosk is. {options.file}.pub: onto the kiosks, as fleet.config_key_file", file=sys.stderr)
        return
    if options.command == "config":
        out = config(options.key, options.kiosk, options.number, options.text.read_text(encoding="utf-8"))
    elif options.command == "bundle":
        out = bundle(options.key, options.kiosk, options.number)
    else:
        out = update(options.key, options.ring, options.number, options.version, options.url, options.sha256, options.spread)
    sys.stdout.buffer.write(out)
    print(json.loads(out.split(b"\n", 1)[1])["topic"], file=sys.stderr)


if __name__ == "__main__":
    main()
