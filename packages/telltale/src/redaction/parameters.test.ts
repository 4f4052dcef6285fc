// Credentials in URLs, queries, forms and logs, in the forms of programs and attackers, and similar texts without credentials.
import { describe, expect, test } from "vitest";
import { createRedactor } from "./index.ts";
import { createRedaction } from "./leaving.ts";

const redactor = createRedactor();
const redaction = createRedaction({});
const secret = "c3b9aXq7Lm2PfW5t";

/** `query` after redaction as an attribute, in a URL and as text. Checks that redaction is idempotent. */
function leftovers(query: string): string[] {
  const left = [
    redactor.value(query, "url.query"),
    redaction.value(query, "url.query"),
    redactor.value(`/a?${query}`, "http.target"),
    redactor.value(`https://shop.example/a?${query}`, "url.full"),
    redactor.value(`https://shop.example/a?x=1&${query}`, "http.url"),
    redactor.value([`https://shop.example/a?${query}`], "http.request.header.referer"),
    redactor.text(`/a?${query}`),
    redactor.text(`GET https://shop.example/a?${query} 200 in 3 ms`),
    redactor.text(`/a#${query}`),
  ].map((one) => (Array.isArray(one) ? String(one[0]) : String(one)));
  for (const one of left) expect(redactor.text(one)).toBe(one);
  return left;
}

const names =
  "token access_token accessToken refresh-token resetToken reset-token password_reset_token passwordResetToken invite_token sessionToken " +
  "session-token webhook_secret webhookSecret client_secret otp sig Signature signature X-Amz-Signature x-amz-signature " +
  "X-Amz-Security-Token X-Amz-Credential X-Goog-Signature X-Goog-Credential AWSAccessKeyId code key auth authToken api_key apiKey x-api-key " +
  "APIKEY hapikey secretKey private-key jwt id_token user[token] tokens[] token[0] user.password passwd pwd pass hmac verification_token " +
  "code_verifier client_assertion SAMLResponse oauth_verifier authorization_code invite_code activationCode otp_code ticket sid appKey " +
  "invitetoken magiclinktoken my_signature TOKEN new_password csrfToken X-Oss-Signature OSSAccessKeyId jsessionid PHPSESSID";

describe("hides", () => {
  test.each(names.split(" "))("%s", (name) => {
    for (const query of [
      `${name}=${secret}`,
      `a=1&${name}=${secret}`,
      `${name}=${secret}&a=1`,
      `a=1;${name}=${secret};b=2`,
      `a=1&amp;${name}=${secret}&amp;b=2`,
      `${name}=${secret}&${name}=${secret}2`,
    ])
      for (const left of leftovers(query)) expect(left).not.toContain(secret);
  });

  test.each([
    `%74oken=${secret}`,
    `toke%6E=${secret}`,
    `to%6ben=${secret}`,
    `access%5Ftoken=${secret}`,
    `reset%2Dtoken=${secret}`,
    `token%5B%5D=${secret}`,
    `user%5Bpassword%5D=${secret}`,
    `%2574oken=${secret}`,
    `access+token=${secret}`,
    `access%20token=${secret}`,
    `token=a=${secret}`,
    `token=${secret}%3D%3D`,
    `token=a%26${secret}`,
    `%74oken=a%26${secret}`,
    `token=a%20${secret}`,
    `token=a+${secret}`,
    `redirect=https%3A%2F%2Fh%2F%3Ftoken%3D${secret}`,
    `redirect=https%3A%2F%2Fh%2F%3Fa%3D1%26token%3D${secret}%26b%3D2`,
    `redirect=https%253A%252F%252Fh%252F%253Ftoken%253D${secret}`,
    `redirect=https%25253A%25252F%25252Fh%25252F%25253Ftoken%25253D${secret}`,
    `redirect=/b?token=${secret}`,
    `redirect=https://h/b?x=1&token=${secret}`,
    `next=%2Fcb%23access_token%3D${secret}`,
    `filter=%7B%22token%22%3A%22${secret}%22%7D`,
    `filter={"token":"${secret}"}`,
    `body=password%3D${secret}`,
    `state=ok&code=${secret}`,
    `a=b&&token=${secret}`,
    `?token=${secret}`,
    `&token=${secret}`,
    `/cb?access_token=${secret}`,
    `!/login;token=${secret}`,
    `dsn=postgres%3A%2F%2Fu%3A${secret}%40db`,
    `h=Bearer%20${secret}`,
    `q=https%3A%2F%2Fu%3A${secret}%40h`,
  ])("%s", (query) => {
    for (const left of leftovers(query)) expect(left).not.toContain(secret);
  });

  test.each([
    `token=a'${secret}`,
    `token=a)${secret}`,
    `token=a]${secret}`,
    `token=a}${secret}`,
    `token=a|${secret}`,
    `token=a\\${secret}`,
    `token=a;${secret}`,
    `token=a?${secret}`,
    `token=a,${secret}`,
    `token=a"${secret}`,
    `token=a<${secret}`,
    `code=${secret}'${secret}`,
  ])("after characters that end a value in prose: %s", (query) => {
    for (const name of ["url.query", "http.target"])
      expect(redactor.value(name === "url.query" ? query : `/a?${query}`, name)).not.toContain(secret);
  });

  test.each([
    `/cart;jsessionid=${secret}?a=1`,
    `/files/token=${secret}/x`,
    `form: user=ada&pass=${secret}&go=1`,
    `body "otp=${secret}&user=u1"`,
    `callback with code=${secret}Q9&state=xyz`,
    `url: "\\/reset?token\\u003d${secret}\\u0026x\\u003d1"`,
    `amqp://u:${secret}@mq.example.com/vh`,
    `Referer: https://shop.example/?resetToken=${secret}`,
    `Set-Cookie: sid=${secret}; Path=/; HttpOnly`,
    `sig=${secret}`,
    `https://bucket.example/x?AWSAccessKeyId=A&Expires=1&Signature=${secret}%3D`,
  ])("%s", (text) => {
    expect(redactor.text(text)).not.toContain(secret);
  });

  test("the first parameter without a question mark, with the same marker", () => {
    expect(redactor.value("password=hunter2", "url.query")).toBe("password=[redacted:query-secret]");
    expect(redactor.value("otp=123456&x=1", "url.query")).toBe("otp=[redacted:query-secret]&x=1");
    expect(redactor.value("apikey=1234567890;v=2", "url.query")).toBe("apikey=[redacted:query-secret];v=2");
  });

  test("a PEM key in query encoding", () => {
    for (const blank of ["%20", "+"]) {
      const pem = `-----BEGIN${blank}RSA${blank}PRIVATE${blank}KEY-----%0AMIIEpAIBAAKCAQEA7bq%2Bx%0A-----END${blank}RSA${blank}PRIVATE${blank}KEY-----`;
      expect(redactor.value(`k=${pem}&x=1`, "url.query")).toBe("k=[redacted:private-key]&x=1");
      expect(redactor.text(`/a?k=${pem}&x=1`)).toBe("/a?k=[redacted:private-key]&x=1");
      expect(redactor.text(`/a?k=${encodeURIComponent(pem)}&x=1`)).toBe("/a?k=[redacted:private-key]&x=1");
    }
  });
});

describe("keeps", () => {
  test.each([
    "country_code=DE&zip_code=12345&status_code=200",
    "code=404&page=2",
    "error_code=ERR_SSL_PROTOCOL_ERROR_42",
    "country_code=internationalization12345",
    "countryCode=DE",
    "qr_code=made-up-0123456789abcdef",
    "promo_code=SUMMERSALE2026NOW",
    "keyword=red+shoes+size+42&monkey=banana&author=ada&authority=city&authors=ann",
    "tokens_used=512&token_count=12&max_tokens=4096&tokens=512",
    "page_token=abc123def456ghi789&next_token=abc123def456ghi789&pageToken=abc123def456ghi789",
    "cursor=eyabc123def456ghi789",
    "sort_key=name&key=name&key=internationalization",
    "idempotency_key=550e8400-e29b-41d4-a716-446655440000",
    "primaryKey=550e8400-e29b-41d4-a716-446655440000&partition_key=customer-0123456789abcdef",
    "cache_key=user-0123456789abcdef0123456789",
    "tokenize=true&keyboard=us&secretary=ann&signed=true&design=flat&signal=up",
    "otp_required=true&hotpot=1&laptop=x&octopus=y",
    "password_reset=true&password_reset_requested=true&has_password=false",
    "code_challenge_method=S256&response_type=code&grant_type=authorization_code",
    "passenger=ada&compass=north&bypass=1&pass=3",
    "state=xyzxyzxyzxyzxyzxyz&nonce_count=1",
    "token_type=bearer&expires_in=3600&sort=token&q=password",
    "signature_version=4&X-Amz-SignedHeaders=host&X-Amz-Date=20130524T000000Z",
    "auth=basic&auth_type=oauth&authuser=0&oauth=1",
    "token=&password=&sig=",
    "token=null&password=undefined&secret=[redacted]",
    "redirect=%2Flogin%3Fpage%3D2%26sort%3Dtoken",
    "q=50%25+off+token%3F&lang=en",
    "hs_code=123456789012345678&sku_code=ABCDEF0123456789XY",
    "monkey=0123456789abcdefABCDEF&turkey=0123456789abcdefABCDEF",
    "author=0123456789abcdefABCDEF&barcode=0123456789abcdefABCDEF",
    "zipcode=0123456789abcdefABCDEF&unicode=0123456789abcdefABCDEF&hotkey=0123456789abcdefABCDEF",
  ])("%s", (query) => {
    expect(redactor.value(query, "url.query")).toBe(query);
    expect(redactor.value(`/a?${query}`, "http.target")).toBe(`/a?${query}`);
    expect(redactor.text(`/a?${query}`)).toBe(`/a?${query}`);
    expect(redactor.text(query)).toBe(query);
  });

  test.each([
    "exit code=0xC0000005 key=user_profile_1234567 auth=ok",
    "code: 'ERR_HTTP2_INVALID_STREAM_ID_42'",
    '{"code":"PERMISSION_DENIED_0123456789","key":"order-0123456789abcdef"}',
    "cache miss key=cart:0123456789abcdef",
    "50%20 of 100%25 done",
    "signature=foo(int)",
    "a%3Db",
  ])("%s", (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test("attributes whose names are secret only as parameters", () => {
    for (const name of [
      "code",
      "key",
      "auth",
      "http.response.status_code",
      "messaging.kafka.message.key",
      "sig",
    ])
      expect(redactor.value("internal-0123456789abcdef", name)).toBe("internal-0123456789abcdef");
  });
});

describe("keeps the host of a URL", () => {
  test.each([
    ["https://u:p@host/", "https://u:[redacted:url-password]@host/"],
    ["https://u:p@ss@host/", "https://u:[redacted:url-password]@host/"],
    ["https://u:p@shop.example.com/", "https://u:[redacted:url-password]@shop.example.com/"],
    ["https://u:p@ss@shop.example.com/", "https://u:[redacted:url-password]@shop.example.com/"],
    ["https://REDACTED:REDACTED@shop.example.com/", "https://REDACTED:REDACTED@shop.example.com/"],
    ["https://u:***@shop.example.com/x", "https://u:***@shop.example.com/x"],
    ["https://user@shop.example.com/x", "https://user@shop.example.com/x"],
    ["https://a.b:${PASS}@shop.example.com/x", "https://a.b:${PASS}@shop.example.com/x"],
    ["https://u:@shop.example.com/x", "https://u:@shop.example.com/x"],
    [
      "https://ada@example.com:pw1@shop.example.com/x",
      "https://ada@example.com:[redacted:url-password]@shop.example.com/x",
    ],
  ])("%s", (given, left) => {
    expect(redactor.text(given)).toBe(left);
    expect(redactor.value(given, "url.full")).toBe(left);
  });

  test("also when url-password is off", () => {
    const { text } = createRedactor({ kinds: { "url-password": false } });
    expect(text("https://u:p@shop.example.com/")).toBe("https://u:p@shop.example.com/");
  });
});

test("redacts URLs and queries of 100 kB in linear time, and hides a long value as a whole", () => {
  for (const unit of [
    "&",
    ";",
    "=",
    "a=b&",
    "a;",
    ";a=",
    "token=;",
    "?",
    "#a",
    "%74oken=a;",
    "%25",
    "pass=1&",
  ]) {
    const text = unit.repeat(100_000 / unit.length);
    const before = process.cpuUsage();
    redactor.value(text, "url.query");
    redactor.value(text, "url.full");
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  }
  const long = `${secret}`.repeat(1000);
  for (const name of ["sig", "code", "token", "%74oken"])
    for (const left of leftovers(`${name}=${long}&a=1`)) {
      expect(left).not.toContain(secret);
      expect(left).toContain("a=1");
    }
});

const pathSecret = "Zq7Rk2Vw9Xp4Lm8Tn3Bc6Hd1";

test.each([
  "token_hash=PPP",
  "appsecret_proof=PPP",
  "signed_request=PPP",
  "sign=PPP",
  "invitation=PPP",
  "sessionid=PPP",
  "creds=PPP",
  "otc=PPP",
])("hides the value of %s in a query", (query) => {
  const text = query.replaceAll("PPP", pathSecret);
  expect(redactor.value(text, "url.query")).not.toContain(pathSecret);
  expect(redactor.text(`https://shop.example/?a=1&${text}`)).not.toContain(pathSecret);
});

test.each(["key=uploads/2026/11/photo.jpg", "code=summer-sale-discount-2026", "sid=2026-11-21 12:00:00"])(
  "a query keeps %s",
  (query) => {
    expect(redactor.value(query, "url.query")).toBe(query);
  },
);

test.each([
  "/password/reset/PPP",
  "/reset-password/PPP?lang=en",
  "/magic-link/PPP",
  "/auth/magic/PPP/",
  "/verify-email/u1/PPP",
  "/account/activate/1/PPP",
  "/invitations/PPP",
  "/token/PPP/x",
])("hides the credential in the path %s", (path) => {
  const text = path.replaceAll("PPP", pathSecret);
  expect(redactor.value(text, "url.path")).not.toContain(pathSecret);
  expect(redactor.text(`GET https://shop.example${text} 200`)).not.toContain(pathSecret);
});

test.each([
  "/reset/now",
  "/invitations/42",
  "/tokens/list-of-all-tokens",
  "/verify/550e8400-e29b-41d4-a716-446655440000",
  "/orders/550e8400-e29b-41d4-a716-446655440000",
  "/activate/the-new-customer-plan",
])("keeps the path %s", (path) => {
  expect(redactor.value(path, "url.path")).toBe(path);
});

test.each([
  "next=/a?token=PPP",
  "x: Bearer PPP",
  "ALTER USER u PASSWORD PPP",
  "https://hooks.slack.com/services/T00000000/B00000000/PPP",
  "https://u1:PPP@shop.example/",
  "Authorization: Digest username=u1, response=PPP",
])("hides the credential in the encoded text %s", (text) => {
  let encoded = text.replaceAll("PPP", pathSecret);
  for (let times = 0; times < 3; times++) {
    encoded = encodeURIComponent(encoded);
    expect(redactor.text(encoded)).not.toContain(pathSecret);
  }
});

describe("credentials with ordinary values", () => {
  test.each("authorization proxy-authorization session cookie credentials sessionid".split(" "))(
    "hides %s",
    (name) => {
      for (const value of ["hunter2", "letmein", "made-up-value", "ada%3Ahunter2"])
        for (const query of [`${name}=${value}`, `a=1&${name}=${value}&b=2`])
          for (const left of leftovers(query)) expect(left).not.toContain(value);
    },
  );

  test.each([
    "session=morning",
    "session=summer-2026",
    "session=day2&track=a",
    "session=2026-11-20",
    "session=fp1",
    "credentials=include",
    "credentials=same-origin&mode=cors",
    "cookie=accepted",
    "authorization=none",
    "authorization=Bearer",
    "max_session=abc123",
  ])("keeps %s", (query) => {
    for (const left of leftovers(query)) expect(left).toContain(query);
  });
});

describe("short codes", () => {
  const addresses =
    "/callback /cb /auth/callback/github /oauth2callback /signin-oidc /oauth/token /oauth2/v1/token /connect/token /login/oauth/access_token " +
    "/api/token.php /sso/acs /saml/acs /verify-email /reset-password /activate /auth/magic-link /login /app/oauthCallback";
  test.each(addresses.split(" "))("are hidden at %s", (path) => {
    for (const name of ["code", "key", "auth"]) {
      const target = `${path}?a=1&${name}=a1b2c3&b=2`;
      const left = [
        redactor.text(`GET ${target} HTTP/1.1`),
        redactor.text(`see "https://shop.example:8443${target}"`),
        redactor.text(encodeURIComponent(`https://shop.example${target}`)),
        redactor.value(target, "http.target"),
        redactor.value(`https://shop.example${target}`, "url.full"),
        redactor.value({ "url.path": path, "url.query": `${name}=a1b2c3` }),
        redaction.value(`${name}=a1b2c3`, "url.query", ["url.path", path]),
      ];
      for (const one of left) expect(JSON.stringify(one)).not.toContain("a1b2c3");
    }
  });

  test.each([
    "grant_type=authorization_code&code=a1b2c3",
    "code=a1b2c3&grant_type=authorization_code",
    "code=a1b2c3&state=af0ifjsldkj",
  ])("are hidden in %s", (query) => {
    expect(redactor.text(query)).not.toContain("a1b2c3");
    expect(redactor.value(query, "url.query")).not.toContain("a1b2c3");
  });

  test.each([
    "/order?code=a1b2c3",
    "/callback?code=404",
    "/callback?auth=google&key=name",
    "/payments/callback?code=PAYMENT_DECLINED",
    "/token-prices?key=usd1",
    "/zip?code=94105&state=CA",
    "/orders?code=AB1234&state=shipped",
    "https://login.example.com/items?key=sku1",
  ])("are kept in %s", (target) => {
    expect(redactor.text(target)).toBe(target);
    expect(redactor.value(target, "url.full")).toBe(target);
    expect(redactor.value(target.replace(/^.*\?/, ""), "url.query")).toBe(target.replace(/^.*\?/, ""));
  });
});

describe("tokens in place of users", () => {
  test.each(["9f8e7d6c5b4a", "s3cr3ttok3n", "a1B2c3D4e5F6g7H8i9J0", "abCdeFghIjkLmnoPqrStuVwx"])(
    "hides %s",
    (token) => {
      for (const rest of [token, `${token}:`, `${token}:x-oauth-basic`, `${token}:X`]) {
        const left = redactor.text(`clone https://${rest}@git.example.com:8443/a.git failed`);
        expect(left).not.toContain(token);
        expect(left).toContain("@git.example.com:8443/a.git failed");
        expect(redactor.text(left)).toBe(left);
      }
    },
  );

  test.each([
    "ada",
    "git",
    "ada.lovelace",
    "x-access-token",
    "svc-shop-01",
    "first.last1985",
    "ada%40example.com",
    "DOMAIN%5Cada",
  ])("keeps %s", (user) => {
    for (const url of [`https://${user}@git.example.com/a.git`, `postgres://${user}@db:5432/shop`])
      expect(redactor.text(url)).toBe(url);
  });

  test("of NATS, whose tokens have any form", () => {
    expect(redactor.text("nats://hunter2@nats:4222")).toBe("nats://[redacted:url-password]@nats:4222");
  });
});

test.each([
  "/services/T00000000/B00000000/PPP",
  "/workflows/T00000000/A00000000/123456789/PPP",
  "/triggers/T00000000/123456789/PPP",
  "/api/webhooks/123456789012345678/PPP",
  "/api/v10/webhooks/123456789012345678/PPP/slack",
  "/webhookb2/550e8400-e29b-41d4-a716-446655440000@550e8400-e29b-41d4-a716-446655440000/IncomingWebhook/PPP/u1",
  "/bot123456789:PPP/sendMessage",
  "/file/bot123456789:PPP/photo.jpg",
  "/trigger/paid/with/key/PPP",
])("hides the secret in the path of the webhook %s", (path) => {
  const given = path.replace("PPP", pathSecret);
  for (const left of [
    redactor.value(given, "url.path"),
    redactor.text(`POST ${given} 200`),
    redactor.text(encodeURIComponent(given)),
  ])
    expect(left).not.toContain(pathSecret);
});

test.each([
  "/services/orders/T-shirts/B12",
  "/webhooks/settings",
  "/api/webhooks/123456789012345678/deliveries",
  "/api/webhooks/550e8400-e29b-41d4-a716-446655440000",
  "/bot/123",
  "/hooks/pre-commit",
  "/integration/tests",
])("keeps the path %s", (path) => {
  expect(redactor.value(path, "url.path")).toBe(path);
});
