// What follows from a change of a file of the console.
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, expect, test } from "vitest";

import { kindOf, toChange } from "./changes.ts";
import { watchFolder } from "./watch-folder.ts";

test.each([
  ["packages/console/src/api/services/services.sql", "query"],
  ["packages/console/src/api/services/parts/red.sql", "query"],
  ["packages/console/src/sql/parts/span-content-columns.sql", "query"],
  ["packages/console/src/sql/schema/001-baseline.sql", "code"],
  ["packages/console/src/api/services/services.ts", "code"],
  ["packages/contract/src/stats.ts", "code"],
  ["packages/console/src/api/services/rates.test.ts", undefined],
  ["packages/console/src/api/services/.services.sql.swp", undefined],
])("%s: %s", (file, kind) => {
  expect(kindOf(file)).toBe(kind);
});

test("loads the code again when one of several files is code", () => {
  expect(toChange(["packages/console/src/a.sql", "packages/console/src/b.ts"])).toEqual({
    kind: "code",
    what: "packages/console/src/b.ts and 1 more",
    isOfEngine: false,
  });
  expect(toChange(["packages/console/src/store/engine/walls.ts"]).isOfEngine).toBe(true);
});

const folder = mkdtempSync(path.join(tmpdir(), "telltale-watch-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("sees files that are written, replaced again and again, and in new folders", async () => {
  const file = path.join(folder, "in", "a.ts");
  mkdirSync(path.dirname(file));
  writeFileSync(file, "");
  let seen: (file: string) => void = () => undefined;
  const watching = watchFolder(folder, (changed) => seen(changed));
  async function sees(wanted: string, act: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    seen = (changed) => {
      if (changed === wanted) resolve(changed);
    };
    act();
    expect(await promise).toBe(wanted);
  }
  await sees(file, () => appendFileSync(file, "1"));
  for (let i = 0; i < 3; i++) {
    await sees(file, () => {
      writeFileSync(`${file}~`, "2");
      renameSync(`${file}~`, file);
    });
  }
  const later = path.join(folder, "new", "deep", "b.ts");
  await sees(later, () => {
    mkdirSync(path.dirname(later), { recursive: true });
    writeFileSync(later, "");
  });
  await sees(later, () => appendFileSync(later, "1"));
  await sees(file, () => rmSync(file));
  watching.stop();
});
