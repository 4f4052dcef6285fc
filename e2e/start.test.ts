// `npm start` for a newcomer: everything runs, the API has data within a minute, shutdown is clean, and the data is kept.
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { SamplingResult, ServicesResult, TransactionsResult } from "contract";
import { afterAll, expect, test, vi } from "vitest";

import { end } from "../tools/child.ts";
import { createFolder } from "../tools/console-process.ts";
import { root } from "../tools/source-files.ts";
import { get, until } from "./api.ts";
import { databaseFiles } from "./database-files.ts";
import { type PageProcess, startPageProcess } from "./page-process.ts";

const { folder, remove } = createFolder();
afterAll(remove);

const npmStart = (...args: string[]): Promise<PageProcess> =>
  startPageProcess([`${root}/tools/run.mjs`, "start", "--data", folder], args, root, /page\s+http\S+\s/);

test("shows transactions of three services within a minute, shuts down cleanly, and keeps its data", async () => {
  const first = await npmStart("--shoppers", "8");
  const services = await until(
    () => get<ServicesResult>(first.page, "/api/services", { from: "-1h" }),
    ({ services: seen }) => seen.length >= 3,
  );
  expect(services.services.map(({ name }) => name).toSorted()).toEqual([
    "fulfilment",
    "payments",
    "storefront",
  ]);
  await until(
    () => get<TransactionsResult>(first.page, "/api/transactions", { from: "-1h" }),
    ({ types }) => types.some(({ type, current }) => type === "purchase" && current.completed > 0),
  );
  expect(await end(first.child, "SIGINT")).toBe(0);

  const second = await npmStart("--no-demo");
  const { types } = await get<TransactionsResult>(second.page, "/api/transactions", { from: "-1h" });
  expect(types.find(({ type }) => type === "purchase")?.current.completed).toBeGreaterThan(0);
  expect(await end(second.child, "SIGTERM")).toBe(0);
});

test(
  "listens on every address with a token, which the pages ask for, and gives sampling rules to the shop",
  { tags: ["extended"] },
  async () => {
    const token = "made-up-token-of-the-test";
    writeFileSync(`${folder}.token`, `${token}\n`);
    const open = ["--listen", "0.0.0.0"];
    await expect(npmStart("--no-demo", ...open)).rejects.toThrow(
      "Cannot listen on `0.0.0.0` without a token",
    );
    // the shop of the first test has made its database, as a newcomer's does
    vi.stubEnv("SHOP_DATABASE_FILES", await databaseFiles());
    const { child, page } = await npmStart("--shoppers", "0", ...open, "--token-file", `${folder}.token`);
    vi.unstubAllEnvs();
    // An address of this machine that a server on 127.0.0.1 does not listen on.
    const elsewhere = page.replace("127.0.0.1", "127.0.0.2");
    const ask = async (authorization: string): Promise<Response> =>
      fetch(`${elsewhere}/api/sampling`, { headers: { authorization } });
    expect((await ask("Bearer wrong")).status).toBe(401);
    const { processes } = await until(
      async () => (await (await ask(`Bearer ${token}`)).json()) as SamplingResult,
      (seen) => seen.processes.length >= 3,
    );
    expect(processes.map(({ service }) => service)).toEqual(["fulfilment", "payments", "storefront"]);
    expect(await end(child, "SIGINT")).toBe(0);
    rmSync(`${folder}.token`);
  },
);

// of the same check `npm test` has that of `npm run dev`
test(
  "exits with the port, its owner and the flag when the port is in use",
  { tags: ["extended"] },
  async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    await expect(npmStart("--no-demo", "--port", String(port))).rejects.toThrow(
      new RegExp(`${port}[\\s\\S]*${process.pid}[\\s\\S]*--port`),
    );
    taken.close();
  },
);
