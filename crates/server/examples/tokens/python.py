"""Mints a customer token with nothing but Python. On your own server, for the customer who is signed in there."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time


def customer_token(secret, audience, provider, customer, subscription):
    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    claims = {"aud": audience, "iat": now, "exp": now + 3600, "provider": provider, "customer": customer, "subscription": subscription}
    signed = encode(b'{"alg":"HS256","typ":"JWT"}') + b"." + encode(json.dumps(claims).encode())
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + encode(signature)).decode()


if __name__ == "__main__":
    # TOKEN_SECRET=… python3 python.py account stripe cus_… sub_…
    print(customer_token(os.environ["TOKEN_SECRET"], *sys.argv[1:5]))
