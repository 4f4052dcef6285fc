// Edge cases of the wire format: what is rejected and what is skipped.
import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

import { errorCodeOf } from "./codecs.ts";

describe("wire format", () => {
  const { decodeTraces } = otlp;

  test.each<[string, number[], string]>([
    ["a length beyond the end", [0x0a, 0x05, 0x00], "OTLP_TRUNCATED"],
    ["a length of 4 GiB", [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], "OTLP_TRUNCATED"],
    [
      "a length of 2^63",
      [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
      "OTLP_TRUNCATED",
    ],
    ["a negative length", [0x0a, ...Array<number>(9).fill(0xff), 0x01], "OTLP_TRUNCATED"],
    ["a varint of eleven bytes", [0x0a, ...Array<number>(10).fill(0x80), 0x00], "OTLP_MALFORMED"],
    ["an unfinished varint", [0x0a, 0x80], "OTLP_TRUNCATED"],
    ["field number 0", [0x02, 0x00], "OTLP_MALFORMED"],
    ["a field number beyond 32 bits", [0xfa, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00], "OTLP_MALFORMED"],
    ["a known field of a wrong wire type", [0x08, 0x01], "OTLP_MALFORMED"],
    ["wire type 6", [0x7e], "OTLP_MALFORMED"],
    ["wire type 7", [0x7f], "OTLP_MALFORMED"],
    ["the end of a group that has not begun", [0x7c], "OTLP_MALFORMED"],
    ["a group that does not end", [0x7b, 0x08, 0x01], "OTLP_TRUNCATED"],
    ["a group closed by the end of another", [0x7b, 0x74], "OTLP_MALFORMED"],
    ["a field that extends beyond its message", [0x0a, 0x02, 0x1a, 0x01, 0x61], "OTLP_TRUNCATED"],
  ])("rejects %s", (_, bytes, code) => {
    expect(errorCodeOf(() => decodeTraces(Uint8Array.from(bytes)))).toBe(code);
  });

  test("skips unknown fields of every wire type, groups included", () => {
    const unknown = [
      [0x78, 0xff, 0x01],
      [0x79, 1, 2, 3, 4, 5, 6, 7, 8],
      [0x7a, 0x02, 0xff, 0xff],
      [0x7d, 1, 2, 3, 4],
      [0x7b, 0x08, 0x01, 0x7b, 0x7c, 0x12, 0x01, 0x00, 0x7c],
      [0xf8, 0xff, 0xff, 0xff, 0x0f, 0x01],
    ].flat();
    const groups = decodeTraces(Uint8Array.from([...unknown, 0x0a, 0x00, ...unknown]));
    expect(groups).toHaveLength(1);
  });

  test("reads lengths and numbers with more bytes than needed", () => {
    const [group] = decodeTraces(
      Uint8Array.from([0x0a, 0x87, 0x80, 0x00, 0x1a, 0x84, 0x00, 0x61, 0x62, 0x63, 0x64]),
    );
    expect(group?.schemaUrl).toBe("abcd");
  });

  test("rejects endlessly nested groups", () => {
    const bytes = new Uint8Array(1_000_000).fill(0x7b);
    expect(errorCodeOf(() => decodeTraces(bytes))).toBe("OTLP_TOO_DEEP");
  });
});
