import { expect, test } from "vitest";

import { writeQuery } from "./write-query.ts";

test.each([
  [
    "SELECT {n:UInt64}, { text : String }",
    { n: "18446744073709551615", text: "it's" },
    "SELECT '18446744073709551615', 'it\\'s'",
  ],
  [
    "SELECT {at:DateTime64(9, 'UTC')}",
    { at: "2026-11-20 13:00:00" },
    "SELECT toDateTime64('2026-11-20 13:00:00', 9, 'UTC')",
  ],
  [
    "SELECT {all:Array(String)} FROM {t:Identifier}",
    { all: ["a", "b"], t: "spans" },
    "SELECT ['a', 'b'] FROM `spans`",
  ],
  ["SELECT {unknown:String}, {constructor:String}", {}, "SELECT {unknown:String}, {constructor:String}"],
  ["SELECT 1\nSETTINGS max_threads = 2\n", {}, "SELECT 1"],
  ["SELECT 1\nSETTINGS a = 1\n-- more", {}, "SELECT 1\nSETTINGS a = 1\n-- more"],
])("%s", (text, params, written) => expect(writeQuery(text, params)).toBe(written));
