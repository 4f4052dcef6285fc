import { expect, test } from "vitest";
import { readHost, readTarget } from "./request-facts.ts";

test.each([
  ["/", "/", undefined, undefined],
  ["/a?b=c?d", "/a", "b=c?d", undefined],
  ["?x", "", "x", undefined],
  ["", "", undefined, undefined],
  ["*", "*", undefined, undefined],
  ["http://h", "/", undefined, "h"],
  ["http://h?x", "/", "x", "h"],
  ["https://u:p@h:1/p/?x=http://y", "/p/", "x=http://y", "h:1"],
  ["/redirect?to=http://h/x", "/redirect", "to=http://h/x", undefined],
])("the target %s", (target, path, query, host) => {
  expect(readTarget(target)).toEqual({ path, query, host });
});

test.each([
  ["shop.example", "http", { address: "shop.example", port: 80 }],
  ["shop.example", "https", { address: "shop.example", port: 443 }],
  ["shop.example:8080", "https", { address: "shop.example", port: 8080 }],
  ["[2001:db8::1]:1", "http", { address: "2001:db8::1", port: 1 }],
  ["[::1]", "http", { address: "::1", port: 80 }],
  ["a:b", "http", undefined],
  ["2001:db8::1", "http", undefined],
  ["", "http", undefined],
  [undefined, "http", undefined],
])("the host %s by %s", (text, scheme, host) => {
  expect(readHost(text, scheme)).toEqual(host);
  expect(readHost(text, scheme)).toEqual(host);
});
