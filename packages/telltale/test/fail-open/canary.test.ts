// A canary beside another SDK, and the way back: one variable, and then without it.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const application = path.join(import.meta.dirname, "beside-sdk.cjs");
// the other SDK is first: the API rejects a second one
const own = `--require ${path.join(import.meta.dirname, "other-sdk.cjs")}`;

/** What the application answers and its SDK records, with the variables of a start. */
async function run(variables: NodeJS.ProcessEnv): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [application], {
    cwd: import.meta.dirname,
    env: { ...process.env, TELLTALE_CRASH_FILE: "false", NODE_OPTIONS: own, ...variables },
  });
  return JSON.parse(stdout);
}

test("the other SDK records the same and the application answers the same, with the preload and after it", async () => {
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    received.push(request.url ?? "");
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void receiver.close());
  const canary = {
    NODE_OPTIONS: `${own} --conditions=telltale-source --import telltale/register`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  };
  const before = await run({});
  const names = expect.arrayContaining([
    expect.objectContaining({ name: "GET /orders/:id", parent: "the caller" }),
  ]) as unknown;
  expect(before).toMatchObject({ status: 200, order: "7", body: '{"id":"7"}', names });
  expect(await run(canary)).toEqual(before);
  expect(received).not.toEqual([]);
  received.length = 0;
  expect(await run({ ...canary, TELLTALE_BESIDE: "standAside" })).toEqual(before);
  expect(await run({})).toEqual(before);
  expect(received).toEqual([]);
});
