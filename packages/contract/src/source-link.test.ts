import { expect, test } from "vitest";

import { mistakeInRepository, pathInRepository, sourceUrl, versionUrl } from "./source-link.ts";

const origin = { service: "payment", version: "2.41.0", repository: "", commit: "4f2a91c" };
const frame = { file: "src/providers/nordpay.ts", line: 48 };

test.each([
  [
    "https://github.com/acme/payment",
    "https://github.com/acme/payment/blob/4f2a91c/src/providers/nordpay.ts#L48",
    "https://github.com/acme/payment/commit/4f2a91c",
  ],
  [
    "https://github.com/acme/payment.git",
    "https://github.com/acme/payment/blob/4f2a91c/src/providers/nordpay.ts#L48",
    "https://github.com/acme/payment/commit/4f2a91c",
  ],
  [
    "https://gitlab.com/acme/shop/payment/",
    "https://gitlab.com/acme/shop/payment/-/blob/4f2a91c/src/providers/nordpay.ts#L48",
    "https://gitlab.com/acme/shop/payment/-/commit/4f2a91c",
  ],
  [
    "https://bitbucket.org/acme/payment",
    "https://bitbucket.org/acme/payment/src/4f2a91c/src/providers/nordpay.ts#lines-48",
    "https://bitbucket.org/acme/payment/commits/4f2a91c",
  ],
])("knows the pages of %s, sent or configured", (url, line, commit) => {
  const sent = { ...origin, repository: url };
  expect([sourceUrl(sent, [], frame), versionUrl(sent, [])]).toEqual([line, commit]);
  const configured = [{ service: "payment", url, root: "" }];
  expect(mistakeInRepository(url)).toBeUndefined();
  expect([sourceUrl(origin, configured, frame), versionUrl(origin, configured)]).toEqual([line, commit]);
});

test("fills a template, of the service before that of all others", () => {
  const repositories = [
    { service: "", url: "https://git.example/{service}/blob/{commit}/{file}#L{line}", root: "" },
    {
      service: "payment",
      url: "https://git.example/mono/-/blob/v{version}/payment/{file}#L{line}",
      root: "",
    },
  ];
  expect(sourceUrl(origin, repositories, frame)).toBe(
    "https://git.example/mono/-/blob/v2.41.0/payment/src/providers/nordpay.ts#L48",
  );
  expect(versionUrl(origin, repositories)).toBe("https://git.example/mono/-/tree/v2.41.0");
  expect(sourceUrl({ ...origin, service: "mail" }, repositories, frame)).toBe(
    "https://git.example/mail/blob/4f2a91c/src/providers/nordpay.ts#L48",
  );
  // What people configured is stronger than what a sender says.
  const sent = { ...origin, repository: "https://github.com/evil/payment" };
  expect(sourceUrl(sent, repositories, frame)).toContain("https://git.example/mono/");
});

test.each([
  "javascript:alert(1)",
  "https://evil.example/acme/payment",
  "https://github.com.evil.example/acme/payment",
  "https://github.com@evil.example/acme/payment",
  "https://user:secret@github.com/acme/payment",
  "git@github.com:acme/payment.git",
  "ssh://git@github.com/acme/payment",
  "https://github.com/acme/payment?x=",
  "https://github.com/acme/../evil/payment",
  "https://github.com/acme",
  "https://evil.example/{file}",
  `https://github.com/acme/${"a".repeat(3000)}`,
])("a sender's repository %s makes no link", (repository) => {
  const sent = { ...origin, repository: repository };
  expect([sourceUrl(sent, [], frame), versionUrl(sent, [])]).toEqual([undefined, undefined]);
});

test("without a commit, a line or a path in the repository there is no link", () => {
  const sent = { ...origin, repository: "https://github.com/acme/payment" };
  expect(sourceUrl({ ...sent, commit: "" }, [], frame)).toBeUndefined();
  expect(sourceUrl(sent, [], { ...frame, line: 0 })).toBeUndefined();
  expect(sourceUrl(sent, [], { ...frame, file: "/srv/payment/src/a.ts" })).toBeUndefined();
  for (const commit of ["..", "../../evil/payment/blob/main", "main\\..\\x"])
    expect(sourceUrl({ ...sent, commit }, [], frame)).toBeUndefined();
});

test.each([
  ["src/a.ts", "", "src/a.ts"],
  ["../../src/./b/../a.ts", "", "src/a.ts"],
  ["webpack:///./src/a.ts", "", "src/a.ts"],
  ["webpack://shop/src/a.ts", "", "src/a.ts"],
  ["/srv/payment/src/a.ts", "/srv/payment/", "src/a.ts"],
  ["file:///srv/payment/src/a.ts", "/srv/payment", "src/a.ts"],
  ["C:/work/payment/src/a.ts", "C:/work/payment", "src/a.ts"],
  ["/srv/payments/src/a.ts", "/srv/payment", undefined],
  ["/srv/payment/src/a.ts", "", undefined],
  ["https://shop.example/assets/index.js", "", undefined],
  ["node:internal/timers", "", undefined],
  ["..", "", undefined],
  ["", "", undefined],
])("the path of %j below %j is %j", (file, root, path) => {
  expect(pathInRepository(file, root)).toBe(path);
});

test("says what is wrong with a repository", () => {
  expect(mistakeInRepository("https://git.example/acme/payment")).toContain(
    "expected a template with {file}",
  );
  expect(mistakeInRepository("javascript:{file}")).toContain("http:// or https://");
});
