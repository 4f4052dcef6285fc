import { expect, test } from "vitest";

import { differences, readState } from "./leaves-nothing.ts";

test("a file that changed nothing leaves nothing behind", () => {
  expect(differences(readState(), readState())).toEqual([]);
});

test("names a variable, a listener, a folder and a global that were left, changed or removed", () => {
  const listener = (): void => {};
  const folder = process.cwd();
  const { log } = console;
  process.env["TELLTALE_LEFT"] = "1";
  const before = readState();
  try {
    delete process.env["TELLTALE_LEFT"];
    process.env["TELLTALE_NEW"] = "1";
    process.on("SIGUSR2", listener);
    process.chdir("/");
    console.log = listener;
    expect(differences(before, readState()).toSorted()).toEqual([
      "console.log changed",
      "listeners of process for SIGUSR2",
      "process.env.TELLTALE_LEFT removed",
      "process.env.TELLTALE_NEW",
      "the working folder changed",
    ]);
  } finally {
    console.log = log;
    process.chdir(folder);
    process.off("SIGUSR2", listener);
    delete process.env["TELLTALE_NEW"];
    delete process.env["TELLTALE_LEFT"];
  }
});
