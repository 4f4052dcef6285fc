// @module-tag extended
import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { command, connect } from "../src/store/client.ts";
import { startEngine } from "../src/store/engine/engine.ts";
import { temporaryDirectory } from "./support/temporary.ts";

/** Nice values of the engine's threads of that name. */
function niceValues(pid: number, name: string): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const [, comm, rest = ""] =
      /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")) ?? [];
    return comm === name ? [Number(rest.split(" ")[16])] : [];
  });
}

test.runIf(process.platform === "linux")(
  "merges have a lower priority than inserts and queries",
  async () => {
    const engine = await startEngine({ directory: temporaryDirectory() });
    onTestFinished(() => engine.stop());
    const { url, secrets } = engine;
    const account = { url, username: "writer", password: secrets.writerPassword, settings: {} };
    const client = connect({ ...account, database: "system" }, 1);
    await command(client, "CREATE DATABASE telltale");
    await command(client, "CREATE TABLE telltale.numbers (n UInt8) ENGINE = MergeTree ORDER BY n");
    await expect.poll(() => niceValues(engine.pid!, "MergeMutate")).toEqual([10, 10]);
    expect(niceValues(engine.pid!, "HTTPHandler")).toContain(0);
    client.close();
  },
);
