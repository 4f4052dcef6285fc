// The folder of crash files: created for this user alone, and not used where another user could have changed it.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPrivateFolder, privateFolderIn } from "./private-folder.ts";

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "telltale-private-"));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

test("creates the folder once, for its user alone", () => {
  const folder = openPrivateFolder(parent);
  expect(folder).toBe(privateFolderIn(parent));
  expect(openPrivateFolder(parent)).toBe(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("uses a parent folder that all users may write to if only owners may rename files in it", () => {
  chmodSync(parent, 0o1777);
  expect(openPrivateFolder(parent)).toBe(privateFolderIn(parent));
  chmodSync(parent, 0o777);
  expect(() => openPrivateFolder(parent)).toThrow("lets other users rename what is in it");
});

test.each([
  [
    "a link",
    "is not a folder",
    (): void => (mkdirSync(`${parent}/x`), symlinkSync(`${parent}/x`, privateFolderIn(parent))),
  ],
  ["a link to nothing", "is not a folder", (): void => symlinkSync(`${parent}/x`, privateFolderIn(parent))],
  ["a file", "is not a folder", (): void => writeFileSync(privateFolderIn(parent), "")],
  [
    "open to a group",
    "is open to other users",
    (): void => void (mkdirSync(privateFolderIn(parent)), chmodSync(privateFolderIn(parent), 0o750)),
  ],
  ["in no folder", "ENOENT", (): void => rmSync(parent, { recursive: true })],
])("refuses one that is %s", (_, reason, make) => {
  make();
  expect(() => openPrivateFolder(parent)).toThrow(reason);
});

// only root can change the owner of a folder
test.runIf(process.geteuid?.() === 0)(
  "rejects a folder of another user, and one in a folder of another user",
  () => {
    mkdirSync(privateFolderIn(parent), { mode: 0o700 });
    chownSync(privateFolderIn(parent), 12_345, 12_345);
    expect(() => openPrivateFolder(parent)).toThrow("belongs to another user");
    chownSync(privateFolderIn(parent), 0, 0);
    chownSync(parent, 12_345, 12_345);
    expect(() => openPrivateFolder(parent)).toThrow(`${parent} belongs to another user`);
  },
);
