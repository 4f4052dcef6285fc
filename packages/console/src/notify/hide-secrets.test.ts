import { describe, expect, test } from "vitest";
import { createHide } from "./hide-secrets.ts";

const key = "xq7-Hunter2Zebra.91kv";
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const each = (text: string, form: (code: number) => string): string =>
  [...Buffer.from(text)].map(form).join("");

describe("hides what a receiver repeats of a secret", () => {
  test.each([
    ["whole", key, key],
    ["in lower case", key, key.toLowerCase()],
    ["in upper case", key, key.toUpperCase()],
    ["without its scheme", `Bearer ${key}`, key],
    ["without its beginning", key, key.slice(5)],
    ["without its end", key, key.slice(0, -3)],
    ["as base64", key, base64(key)],
    ["as base64 with its scheme", `Bearer ${key}`, base64(`Bearer ${key}`)],
    ["inside of longer base64", key, base64(`a:${key}`)],
    ["inside of longer base64, one later", key, base64(`ab:${key} and more`)],
    ["as base64 for URLs", key, Buffer.from(key).toString("base64url")],
    ["as base64 in lower case", key, base64(key).toLowerCase()],
    ["in hexadecimal", key, Buffer.from(key).toString("hex")],
    ["in hexadecimal with colons", key, each(key, (code) => `${code.toString(16)}:`)],
    ["with escapes of URLs", key, each(key, (code) => `%${code.toString(16)}`)],
    ["with escapes of JSON", key, each(key, (code) => `\\u00${code.toString(16)}`)],
    ["with entities of HTML", key, each(key, (code) => `&#${code};`)],
    ["with hexadecimal entities", key, each(key, (code) => `&#x${code.toString(16)};`)],
    ["with spaces between", key, [...key].join(" ")],
    ["as the password of Basic", `Basic ${base64(`ann:${key}`)}`, key],
    ["of a path", `https://hooks.example.com/in/${key}`, `POST /in/${key.toLowerCase()}`],
    ["of a query", `https://hooks.example.com/in?key=${encodeURIComponent(key)}`, key],
    ["of a URL with a password", `https://ann:${key}@hooks.example.com/in`, key],
  ])("%s", (_, secret, repeated) => {
    const hidden = createHide([secret])(`{"error":"bad credentials ${repeated}"}`).toLowerCase();
    expect(hidden).toContain("[secret]");
    expect(hidden).not.toMatch(/hunter|unter2|zebra|91kv/);
    expect(hidden).not.toContain(base64(key).slice(4, 12).toLowerCase());
  });

  test.each([4, 5, 8])("of %i characters", (length) => {
    const short = key.replaceAll(/[^A-Za-z0-9]/g, "").slice(3, 3 + length);
    expect(createHide([short])(`bad ${short.toLowerCase()}!`)).toBe("bad [secret]!");
  });

  test.each(["p?", "ß!"])("that has hardly any letters: %s", (short) => {
    expect(createHide([short])(`bad ${short} here`)).toBe("bad [secret] here");
  });
});

test.each([
  "invalid_payload",
  'the header "Authorization: Bearer" is missing',
  "no service at hooks.example.com",
  "403 Forbidden: Zebras are not allowed",
])("leaves the rest as it is: %s", (text) => {
  const hide = createHide([`Bearer ${key}`, `https://hooks.example.com/in/${key}`]);
  expect(hide(text)).toBe(text);
  expect(hide("")).toBe("");
});

test("names what is hidden once", () => {
  expect(createHide([key])(`begin ${key} middle ${key.slice(2, 12)} stop`)).toBe(
    "begin [secret] middle [secret] stop",
  );
});
