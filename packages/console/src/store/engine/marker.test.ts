import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../../test/support/temporary.ts";
import { openMarker } from "./marker.ts";

test("writes the moment every few seconds, and at once when the clock was set back", () => {
  const directory = temporaryDirectory();
  const marker = openMarker(directory);
  const written = (): unknown => JSON.parse(readFileSync(path.join(directory, "writing.json"), "utf8"));
  marker.note(864_100);
  marker.note(864_104);
  expect(written()).toEqual({ since: 864_100 });
  marker.note(864_105);
  expect(written()).toEqual({ since: 864_105 });
  marker.note(100);
  expect(written()).toEqual({ since: 100 });
  expect(openMarker(directory).previous).toBe(100);
});
