// The embedded engine is private: which processes may reach it, and what its users may do.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine } from "../src/store/engine/engine.ts";
import { openStore, type Store } from "../src/store/store.ts";
import { tenantUser } from "../src/store/tenants/users.ts";

let store: Store;
const directory = mkdtempSync(join(tmpdir(), "telltale-store-"));

beforeAll(async () => {
  // its first start: a copy of a store has the rights of the copy
  store = await openStore({ directory, writer: { maxAgeMs: 5 } });
});

afterAll(async () => {
  await store?.close();
  rmSync(directory, { recursive: true, force: true });
});

function engine(): { url: string } {
  const port = readFileSync(`/proc/${store.enginePid}/cmdline`, "utf8").match(/--http_port=(\d+)/)![1]!;
  return { url: `http://127.0.0.1:${port}/` };
}
const basic = (text: string): string => Buffer.from(text).toString("base64");

describe("who may do what", () => {
  test("`default` is refused over HTTP, with or without its name, as a form of a page would send it", async () => {
    const { url } = engine();
    const attempts: [string, RequestInit][] = [
      [url, {}],
      [`${url}?user=default&password=`, {}],
      [url, { headers: { authorization: `Basic ${basic("default:")}` } }],
      [url, { headers: { "x-clickhouse-user": "default", "x-clickhouse-key": "" } }],
      [
        `${url}?query=SYSTEM+STOP+LISTEN+HTTP`,
        { headers: { origin: "https://evil.example", "content-type": "text/plain" } },
      ],
    ];
    for (const [address, init] of attempts) {
      const response = await fetch(address, { method: "POST", body: "SELECT 1", ...init });
      expect([address, response.status, (await response.text()).startsWith("There is no handle")]).toEqual([
        address,
        404,
        true,
      ]);
    }
    expect(await store.queries.runText("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test.each(["writer:", "reader:reader", "tenant_0:", "tenant:x", "writers:x"])(
    "a wrong password is refused: %s",
    async (credentials) => {
      const headers = { authorization: `Basic ${basic(credentials)}` };
      const response = await fetch(engine().url, { method: "POST", body: "SELECT 1", headers });
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining("AUTHENTICATION_FAILED"),
      ]);
      const asDefault = await fetch(`${engine().url}?user=default&password=`, { method: "POST", headers });
      expect(asDefault.status).toBe(400);
    },
  );

  test("the engine listens on loopback only, and its files are for this user alone", () => {
    const { url } = engine();
    const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
    const listening = readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .filter((line) => line.includes(`:${port} 00000000:0000 0A`));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
    expect(statSync(join(directory, "owner.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "engine")).mode & 0o777).toBe(0o700);
    // what it was started with has gone
    expect(existsSync(join(directory, "engine/config"))).toBe(false);
    expect(existsSync(join(directory, "config"))).toBe(false);
    expect(readFileSync(`/proc/${store.enginePid}/cmdline`, "utf8")).not.toMatch(/[0-9a-f]{48}/);
  });

  test.each([
    "CREATE TABLE telltale.t (a UInt8) ENGINE = Memory",
    "INSERT INTO identities (session_id) VALUES ('x')",
    "DROP TABLE spans",
    "ALTER TABLE spans DELETE WHERE 1",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM system.users",
    "SYSTEM STOP MERGES",
    "SELECT 1 SETTINGS max_memory_usage = 100000000000",
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT * FROM executable('id', 'TSV', 'x String')",
  ])("the reader may not: %s", async (sql) => {
    await expect(store.queries.runText(sql)).rejects.toMatchObject({
      name: "ProblemError",
      code: expect.stringMatching(/^(QUERY_FAILED|SQL_NOT_ALLOWED)$/),
    });
  });

  test("the writer may not read files either", async () => {
    // with a working directory, without which the functions do not come so far
    const own = await startEngine({ directory: join(directory, "other"), without: ["workingDirectory"] });
    try {
      const response = await fetch(own.url, {
        method: "POST",
        body: "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        headers: { authorization: `Basic ${basic(`writer:${own.secrets.writerPassword}`)}` },
      });
      expect(response.status).toBe(500);
      expect(await response.text()).toContain("ACCESS_DENIED");
    } finally {
      await own.stop();
    }
  });
});

test.each([
  ...tenantUser(["telltale", "telltale_local"], "secret", "acme").statements,
  ...tenantUser(["tell`tale\\"], "secret", "it's").statements,
])("a server understands what makes a tenant's user: %s", async (statement) => {
  const asked = store.queries.runText("SELECT formatQuery({statement:String}) AS text", { statement });
  await expect(asked).resolves.toHaveLength(1);
});
