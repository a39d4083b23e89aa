<?php
// Mints a customer token with nothing but PHP. On your own server, for the customer who is signed in there.

function customer_token(string $secret, string $audience, string $provider, string $customer, string $subscription): string
{
    $encode = fn(string $data): string => rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
    $now = time();
    $claims = ['aud' => $audience, 'iat' => $now, 'exp' => $now + 3600, 'provider' => $provider, 'customer' => $customer, 'subscription' => $subscription];
    $signed = $encode('{"alg":"HS256","typ":"JWT"}') . '.' . $encode(json_encode($claims));
    return $signed . '.' . $encode(hash_hmac('sha256', $signed, $secret, true));
}

// TOKEN_SECRET=… php php.php account stripe cus_… sub_…
echo customer_token(getenv('TOKEN_SECRET'), ...array_slice($argv, 1, 4)), "\n";
