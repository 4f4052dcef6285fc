import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  leaveClickHouse,
  refuseRemoteDirectory,
  refuseWithoutStore,
  useWithClickHouse,
} from "./directory-use.ts";

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "telltale-use-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const url = "http://writer:secret@ch1:8123/shop";

test(
  "a directory beside a ClickHouse is one console's, who has it is named, and it is free afterwards",
  { tags: ["extended"] },
  async () => {
    const path = directory();
    const release = await useWithClickHouse(path, [url]);
    await expect(useWithClickHouse(path, [url])).rejects.toMatchObject({
      code: "DATA_DIRECTORY_IN_USE",
      message: expect.stringMatching(`in use by process ${process.pid}\\.$`),
    });
    release();
    const again = await useWithClickHouse(path, [url]);
    again();
  },
);

test("where its store was is noted without the password, until a store of its own begins in it", async () => {
  const path = directory();
  refuseRemoteDirectory(path);
  (await useWithClickHouse(path, [url, "https://ch2:8443/"]))();
  expect(() => refuseRemoteDirectory(path)).toThrow(
    "kept its store in the ClickHouse at http://ch1:8123/shop, https://ch2:8443.",
  );
  expect(leaveClickHouse(path)).toEqual(["http://ch1:8123/shop", "https://ch2:8443"]);
  refuseRemoteDirectory(path);
  expect(leaveClickHouse(path)).toBeUndefined();
});

test("what is to be read has to hold a store", () => {
  const path = directory();
  expect(() => refuseWithoutStore(path)).toThrow(`No console runs on ${path}, and there is no store in it.`);
  mkdirSync(join(path, "engine"));
  refuseWithoutStore(path);
});
