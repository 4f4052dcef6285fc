import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resolveClientPolicy } from "./client-address.ts";

const requestOf = (headers: Record<string, string>): IncomingMessage =>
  ({ headers }) as unknown as IncomingMessage;
const peer = "10.0.0.1";

test("for any headers, the client is an address, and untrusted values are ignored", () => {
  const direct = resolveClientPolicy({ trustedProxies: 1 });
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.constant("unknown"));
  const list = fc.array(text, { maxLength: 5 }).map((parts) => parts.join(","));
  fc.assert(
    fc.property(list, fc.boolean(), fc.ipV4(), (header, isForwarded, last) => {
      const own = isForwarded ? `for=${last};proto=https` : last;
      const value = header === "" ? own : `${header},${own}`;
      const headers = isForwarded ? { forwarded: value } : { "x-forwarded-for": value };
      expect(direct.forwarded?.(requestOf(headers), peer).client).toBe(last);
      const { client, scheme } = direct.forwarded?.(requestOf({ "x-forwarded-for": header }), peer) ?? {};
      expect(isIP(client ?? "")).not.toBe(0);
      expect(scheme).toBe(undefined);
    }),
  );
});

test("among trusted networks the client is the last one that is not of them, or the first of all", () => {
  const policy = resolveClientPolicy({ trustedProxies: ["10.0.0.0/8", "::1"] });
  const clientOf = (list: string, from = peer): string | undefined =>
    policy.forwarded?.(requestOf({ "x-forwarded-for": list }), from).client;
  expect(clientOf("6.6.6.6, 1.1.1.1, 10.1.1.1")).toBe("1.1.1.1");
  expect(clientOf("10.9.9.9, 10.1.1.1")).toBe("10.9.9.9");
  expect(clientOf("", "::1")).toBe("::1");
  expect(clientOf("1.1.1.1", "9.9.9.9")).toBe("9.9.9.9");
  expect(policy.forwarded?.(requestOf({}), undefined)).toEqual({
    client: undefined,
    scheme: undefined,
    host: undefined,
  });
});
