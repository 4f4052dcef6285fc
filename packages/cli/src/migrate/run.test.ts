import { expect, test } from "vitest";
import { fromRoot } from "./run.ts";

test.each([
  ["C:\\shop", "C:\\shop\\src\\a.ts: is not UTF-8. Skipped.", "\\", "src/a.ts: is not UTF-8. Skipped."],
  ["C:\\shop", "C:\\shop\\src: EPERM: scandir 'C:\\shop\\src'", "\\", "src: EPERM: scandir 'C:\\shop\\src'"],
  ["C:\\shop", "C:\\shopping\\a.ts: x", "\\", "C:\\shopping\\a.ts: x"],
  ["/shop", "/shop/src/a\\b.ts: x", "/", "src/a\\b.ts: x"],
])("in %s, `%s` names its file from the root", (root, line, separator, shown) => {
  expect(fromRoot(root, line, separator)).toBe(shown);
});
