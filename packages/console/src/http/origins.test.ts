import { expect, test } from "vitest";
import { isAllowedHost, isAllowedOrigin } from "./origins.ts";

test.each([
  "localhost",
  "localhost:4319",
  "127.0.0.1:4319",
  "[::1]:4319",
  "shop.localhost",
  "telltale.internal:80",
])("answers to %s", (host) => {
  expect(isAllowedHost(host, ["telltale.internal"])).toBe(true);
});

test.each([
  undefined,
  "",
  "evil.example",
  "evil.example@localhost",
  "localhost@evil.example",
  "localhost#.evil.example",
  "localhost/.evil.example",
  "localhost?.evil.example",
  "localhost\\.evil.example",
  "localhost.evil.example",
  "notlocalhost",
  "127.0.0.1.evil.example",
  "telltale.internal.evil.example",
  "evil.telltale.internal",
  "local%68ost",
])("does not answer to %s", (host) => {
  expect(isAllowedHost(host, ["telltale.internal"])).toBe(false);
});

test.each(["http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443"])(
  "takes telemetry of %s",
  (origin) => {
    expect(isAllowedOrigin(origin, [])).toBe(true);
  },
);

test.each([
  "null",
  "http://localhost@evil.example",
  "http://evil.example@localhost",
  "http://localhost/x",
  "http://127.0.0.1.evil.example",
  "file://localhost",
  "http://evil.example",
])("takes no telemetry of %s", (origin) => {
  expect(isAllowedOrigin(origin, ["https://shop.example"])).toBe(false);
});
