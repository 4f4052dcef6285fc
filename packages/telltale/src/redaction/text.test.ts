import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor, type RedactionMode } from "./index.ts";

function lines(name: string): string[] {
  const file = path.join(import.meta.dirname, "../../test/fixtures/redaction", name);
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

interface Row {
  readonly id: string;
  readonly text: string;
  readonly redacted: string;
}

const usual = createRedactor();
const all = createRedactor({ kinds: "all" });
const rows = lines("redaction.jsonl").map((line) => JSON.parse(line) as Row);

test.each(rows)("$id: $text", ({ text, redacted }) => {
  expect(all.text(text)).toBe(redacted);
  expect(all.text(redacted)).toBe(redacted);
});

test.each(lines("look-alikes.txt"))("stays: %s", (text) => {
  expect(usual.text(text)).toBe(text);
});

// the second halves of these have the length, the letters and the check digits of an account number
test.each([
  "258b236b-ad8c-47d0-b871-46c85201774b",
  "ee4edde9-57ee-465e-8ef3-63dbc5111e95",
  "be71540b-8708-402d-b0d5-628b95935d92",
  "59bdfee1-befb-4b7c-be93-633600a67281",
])("is not an account number: %s", (id) => {
  expect(usual.text(id)).toBe(id);
});

test.each(lines("disguised.txt").map((line) => line.split("\t") as [string, string]))(
  "goes: %s",
  (text, secret) => {
    const left = usual.text(text);
    expect(left).not.toContain(secret);
    expect(usual.text(left)).toBe(left);
  },
);

test.each([
  "-----BEGIN RSA PRIVATE KEY-----\nbody\n",
  "-----BEGIN PGP PRIVATE KEY BLOCK-----\nbody",
  "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nbody\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
])("keeps a truncated key or one of another vendor: %j", (text) => {
  expect(usual.text(`a ${text}`)).toBe("a [redacted:private-key]");
});

describe("redacts 200 kB of any text in linear time", () => {
  const units = [
    "a",
    "1",
    "4242 ",
    "4242-",
    "12-",
    "1.",
    "@",
    "a@",
    "a@a.",
    "%40",
    "eyJ-",
    "eyJ_",
    "eyJaaaaaaaa.",
    "eyJ",
    ":",
    "::",
    "a:",
    "=",
    "password=",
    "password:",
    'password:"',
    "password:'\\\"",
    "token: aaa ",
    "Authorization: Token ",
    'authorization:"',
    "Cookie: a=",
    "http://",
    "http://a:",
    "://a@",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN A A A PRIVATE ",
    "---",
    "Bearer ",
    "Bearer a.",
    "Basic aaaa",
    "basic ",
    " mysql -p",
    'a"@',
    "DE89 ",
    "DE89",
    "+1 ",
    "+49 ",
    "(202) ",
    "sk-ant-",
    "ghp_",
    "SG.",
    "SG.aaaaaaaaaaaaaaaaaaaaaa",
    "xoxb-",
    "[redacted:",
    "[redacted:a",
    "?token=",
    "&sig=,",
    "\\",
    "&#64;",
    "é",
    "𝒳@",
    "192.168.",
    "fe80:",
    "AKIA",
    "%3D",
    "<p>",
    "<password>a",
    "--token ",
    "--token",
    "MTA4.",
    ":AA",
    "1:AAa",
    "-us1",
    "abc8Q~",
    "~",
    "-u a:b ",
    "jdbc:oracle:thin:a/",
    "Private-Lines: 1\n",
    "1//0",
    "AAAAAAAAAAAAAAAAAAAA ",
    "eyJrIjoi",
    "re_a_",
    "sl.a",
    "password%3D",
    "sig=",
    "code=",
    "&code=a",
    "code=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=",
    "a=b&",
    "token[]=",
    "%74oken=",
    "%25",
    "%2525",
    "%20",
    "%252525252525",
    "\\u003d",
    "\\u",
    "123 45 ",
    "1354 ",
    "a;b;",
    "AUTH a ",
    "migrate h 6379 AUTH ",
    "hello 3 auth ",
    "acl setuser a >b ",
    "requirepass a",
    "?code=a1&",
    "/callback?code=a1",
    "&session=",
    "/services/T00000/B00000/",
    "/webhooks/1",
    "/bot12345678:",
    "://a1b2c3d4e5",
    'createUser("a", ',
    "password from 'a' to ",
    " -token ",
    "rabbitmqctl a ",
    "a -p -P -w -k ",
  ];
  test.each(units)("%j", (unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    const before = process.cpuUsage();
    all.text(text);
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(1500);
  });
});

const pieces = fc.constantFrom(
  ...rows.map(({ text }) => text),
  "4242 4242 4242 4242",
  "4242424242424242",
  "ada@example.com",
  "202-555-0143",
  "+1 202-555-0143",
  "DE89370400440532013000",
  "123-45-6789",
  "192.0.2.1",
  "::1",
  "password=",
  "password: ",
  "token=",
  '"password":"',
  "Bearer ",
  "Authorization: ",
  "http://u:",
  "?sig=",
  "eyJhbGciOiJub25lIn0.",
  "sk_live_",
  "AKIAIOSFODNN7EXAMPLE",
  "-----BEGIN PRIVATE KEY-----",
  "a",
  "1",
  "42",
  " ",
  "-",
  ".",
  ":",
  "=",
  "@",
  "%40",
  "%20",
  '"',
  "'",
  "\\",
  "\n",
  "[",
  "]",
  "[redacted:",
  "[redacted:email]",
  ",",
  ";",
  "&",
  "é",
  "x",
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

test.each<RedactionMode>(["replace", "hash", "partial", "drop"])(
  "redacting twice is redacting once: %s",
  (mode) => {
    const { text } = createRedactor({ kinds: "all", mode, key: "0123456789abcdef" });
    fc.assert(
      fc.property(texts, (given) => {
        const once = text(given);
        expect(text(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  },
);

test("finds a secret at any position of a long text, also across chunks", () => {
  for (const at of [0, 8170, 8185, 8191, 8192, 8193, 16_383, 20_000]) {
    const text = `${" ".repeat(at)}4242424242424242 ada@example.com${" ".repeat(100)}`;
    expect(usual.text(text).trim()).toBe("[redacted:credit-card] [redacted:email]");
    expect(usual.text(`é${text}`).slice(1).trim()).toBe("[redacted:credit-card] [redacted:email]");
  }
});

test("treats a word across two chunks as one word", () => {
  for (let at = 8170; at < 8200; at++) {
    const text = `${" ".repeat(at)}a4242424242424242 xAKIAIOSFODNN7EXAMPLE`;
    expect(usual.text(text)).toBe(text);
  }
});
