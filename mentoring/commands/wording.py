"""The sentences that the command line says for codes: what is wrong, and what to do."""

UNSAFE = {
    "public-url-not-https": "PUBLIC_URL is not this machine and does not start with https://. "
    "Pupils' words would cross the network in the clear. Write it with https://.",
    "no-tls": "PUBLIC_URL is not this machine, but nothing speaks TLS. Give TLS_CERTIFICATE and TLS_KEY, or put a "
    "proxy in front and name its address in TRUSTED_PROXY.",
    "bound-to-network-without-tls": "BIND lets other machines in, but nothing speaks TLS. Leave BIND out, or give "
    "TLS_CERTIFICATE and TLS_KEY, or name the proxy in front in TRUSTED_PROXY.",
    "half-tls": "Only one of TLS_CERTIFICATE and TLS_KEY is given. Give both or neither.",
    "mail-without-sender": "MAIL_URL is given, but MAIL_FROM is not an address. "
    "Write it as: Peer mentoring <mentoring@example.sch.uk>.",
    "mail-in-the-clear": "MAIL_URL sends mail and its password across the network in the clear. "
    "Write smtps://… or add ?tls=starttls.",
}

FINDINGS = {
    "entries missing": "entries are missing before this place",
    "entry changed": "this entry, or the one before it, is not as it was written",
    "purge not declared": "this school was purged without an entry that declares it",
    "entries cut off": "an anchor says that there were entries up to this place; they are gone",
    "anchor does not match": "an anchor says that this entry was another one",
}
