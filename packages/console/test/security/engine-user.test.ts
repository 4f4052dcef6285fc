// Who the engine runs as, what of its process is restricted, and that a store changes hands without loss.
// @module-tag extended
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import {
  chooseEngineUser,
  defaultEngineUser,
  resolveEngineUser,
} from "../../src/store/engine/engine-user.ts";
import { type EngineOptions, startEngine, type Engine } from "../../src/store/engine/engine.ts";
import { openLandlock } from "../../src/store/engine/landlock.ts";
import { adviceFor, describeWalls, type SystemUser } from "../../src/store/engine/walls.ts";

const isRoot = process.geteuid?.() === 0;
const { abi } = openLandlock();

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function makeDirectory(): string {
  const root = mkdtempSync(join(tmpdir(), "telltale-user-"));
  cleanups.push(() => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  chmodSync(root, 0o755);
  const directory = join(root, "data");
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}

async function start(directory: string, more: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await startEngine({ directory, ...more });
  cleanups.push(() => engine.stop());
  return engine;
}

async function asWriter({ url, secrets }: Engine, query: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`writer:${secrets.writerPassword}`).toString("base64")}`;
  const response = await fetch(url, { method: "POST", body: query, headers: { authorization } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  return text.trim();
}

/** Owners of everything below, as `uid:gid`. */
function ownersBelow(path: string): ReadonlySet<string> {
  const own = lstatSync(path);
  const below = own.isDirectory()
    ? readdirSync(path).flatMap((name) => [...ownersBelow(join(path, name))])
    : [];
  return new Set([`${own.uid}:${own.gid}`, ...below]);
}

const { uid, gid } = defaultEngineUser;

test.runIf(isRoot)("a store of root's is handed over, and back, and over again, without loss", async () => {
  const directory = makeDirectory();
  const first = await start(directory, { user: "same" });
  await asWriter(first, "CREATE DATABASE telltale");
  await asWriter(first, "CREATE TABLE telltale.t (n UInt64) ENGINE = MergeTree ORDER BY n");
  await asWriter(first, "INSERT INTO telltale.t SELECT number FROM numbers(1000)");
  await first.stop();
  expect(ownersBelow(join(directory, "engine"))).toEqual(new Set(["0:0"]));

  const owners: [unknown, ReadonlySet<string>][] = [];
  for (const user of [undefined, "same", undefined, { uid: 65_532, gid: 65_531 }] as const) {
    const engine = await start(directory, { user });
    const expected = user === "same" ? undefined : (user ?? defaultEngineUser);
    expect(engine.walls.user).toEqual(expected);
    expect(await asWriter(engine, "SELECT count(), sum(n) FROM telltale.t")).toBe("1000\t499500");
    await asWriter(engine, "INSERT INTO telltale.t SELECT 0");
    await asWriter(
      engine,
      "ALTER TABLE telltale.t DELETE WHERE n = 0 AND rand() >= 0 SETTINGS mutations_sync = 1",
    );
    await asWriter(engine, "INSERT INTO telltale.t SELECT 0");
    await asWriter(engine, "OPTIMIZE TABLE telltale.t FINAL");
    await engine.stop();
    owners.push([expected ?? user, ownersBelow(join(directory, "engine"))]);
  }
  for (const [user, found] of owners.filter(([one]) => one !== "same"))
    expect([user, found]).toEqual([
      user,
      new Set([`${(user as SystemUser).uid}:${(user as SystemUser).gid}`]),
    ]);
  // The directory itself stays the console's: the engine passes it and sees nothing.
  const { uid: owner, mode } = statSync(directory);
  expect([owner, mode & 0o777]).toEqual([0, 0o710]);
});

test.runIf(isRoot)("what an older console made as root is handed over", async () => {
  const directory = makeDirectory();
  await (await start(directory)).stop();
  // As it leaves the directory: its configuration beside the engine, and files of root.
  mkdirSync(join(directory, "config"));
  writeFileSync(join(directory, "config", "users.xml"), "");
  writeFileSync(join(directory, "engine", "made-by-root"), "", { mode: 0o600 });
  await (await start(directory)).stop();
  expect(ownersBelow(join(directory, "engine"))).toEqual(new Set([`${uid}:${gid}`]));
  expect(existsSync(join(directory, "config"))).toBe(false);
});

test.runIf(isRoot)(
  "below a folder that others may not pass, the engine stays root's, which is reported",
  async () => {
    const directory = makeDirectory();
    chmodSync(join(directory, ".."), 0o700);
    const { walls } = await start(directory);
    expect(walls).toMatchObject({ user: undefined, userReason: expect.stringContaining("may not pass") });
    expect(describeWalls(walls)).toContain("--data DIR");
    // A user that was asked for is not left out silently.
    const asked = startEngine({ directory: join(directory, "..", "other"), user: { uid: 1000, gid: 1000 } });
    await expect(asked).rejects.toMatchObject({
      code: "ENGINE_USER_INVALID",
      fix: expect.stringContaining("--data DIR"),
    });
  },
);

test.runIf(isRoot)("a data directory of an ordinary user's keeps its owner", async () => {
  const directory = makeDirectory();
  chownSync(directory, 1234, 1234);
  await start(directory);
  expect(statSync(directory).uid).toBe(1234);
});

test.runIf(isRoot)("an ordinary user learns who owns the folder that root's console left behind", () => {
  const directory = makeDirectory();
  const engine = join(directory, "engine");
  mkdirSync(engine, { mode: 0o700 });
  chmodSync(directory, 0o755);
  process.seteuid!(65_534);
  try {
    expect(() => resolveEngineUser(undefined, directory, engine)).toThrow(/belongs to user 0/);
  } finally {
    process.seteuid!(0);
  }
});

test.skipIf(isRoot)("an ordinary user's console cannot give the engine another user", () => {
  expect(chooseEngineUser(undefined, "/")).toMatchObject({ user: undefined });
  expect(() => chooseEngineUser({ uid: 1, gid: 1 }, "/")).toThrow("does not run as root");
});

test.skipIf(abi === undefined)(
  "every thread of the engine is restricted and has the engine's user, also after it crashed",
  async () => {
    const engine = await start(makeDirectory());
    const first = engine.pid!;
    checkThreads(first, engine);
    process.kill(first, "SIGKILL");
    await expect.poll(() => engine.pid ?? first).not.toBe(first);
    await engine.ready(60_000);
    checkThreads(engine.pid!, engine);
    await expect(asWriter(engine, "SELECT file('/dev/null', '')")).rejects.toThrow("getcwd failed");
  },
);

function checkThreads(pid: number, { walls }: Engine): void {
  // Threads of Node's own that were there before any code of the console; they run none of the engine's.
  const ofNode = /^(V8Worker|node|DelayedTaskSche|SignalInspector|libuv-worker)/;
  const expected = walls.user?.uid ?? process.geteuid!();
  const names: string[] = [];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, "utf8");
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)![1]!;
    expect([field("Name"), field("Uid").split(/\s+/)]).toEqual([
      field("Name"),
      Array.from({ length: 4 }, () => String(expected)),
    ]);
    // Set by what restricts a thread, and inherited from it like the restriction.
    if (ofNode.test(field("Name"))) continue;
    names.push(field("Name"));
    expect([field("Name"), field("NoNewPrivs")]).toEqual([field("Name"), "1"]);
  }
  expect(names.length).toBeGreaterThan(10);
  expect(names).toContain("HTTPHandler");
}

test.runIf(isRoot)("a program of another user that takes the engine's port gets no password", async () => {
  const engine = await start(makeDirectory());
  const first = engine.pid!;
  const shown: (string | undefined)[] = [];
  const imposter = createServer((request, response) => {
    shown.push(request.headers.authorization);
    response.end("1\n");
  });
  cleanups.push(() => imposter.close());
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => listen(imposter, Number(new URL(engine.url).port)), {
    timeout: 30_000,
    interval: 5,
  });
  await expect(engine.ready(3_000)).rejects.toMatchObject({ code: "ENGINE_NOT_STARTED" });
  expect(shown).toEqual([]);
  imposter.close();
  await engine.ready(60_000);
  expect(await asWriter(engine, "SELECT 1")).toBe("1");
});

const outgoing = "/proc/sys/net/ipv4/ip_local_port_range";
const firstOutgoing = existsSync(outgoing) ? Number.parseInt(readFileSync(outgoing, "utf8")) : 0;

test.runIf(firstOutgoing > 30_000)(
  "no outgoing connection takes the engine's port while it starts again",
  async () => {
    const { url } = await start(makeDirectory());
    expect(Number(new URL(url).port)).toBeLessThan(firstOutgoing);
  },
);

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

test("the engine's process holds nothing of the console's environment", async () => {
  // A library that is loaded into the console has no business in the engine, before its walls are up.
  const set = { SHOP_SETTING: "zq7canary", LD_PRELOAD: "/zq7canary.so", FAKETIME: "zq7canary" };
  Object.assign(process.env, set);
  cleanups.push(() => Object.keys(set).forEach((name) => delete process.env[name]));
  const { pid, secrets } = await start(makeDirectory());
  const known = ["environ", "cmdline"].map((name) => readFileSync(`/proc/${pid}/${name}`, "utf8")).join("");
  expect(known).toContain("TZ=");
  for (const secret of ["zq7canary", "HOME=", ...Object.values(secrets)]) expect(known).not.toContain(secret);
});

test("reports what is missing with what to do", () => {
  const all = { user: defaultEngineUser, userReason: "", landlockAbi: 7, cannotCallFile: true };
  const none = { user: undefined, userReason: "the console does not run as root", landlockAbi: undefined };
  expect(adviceFor(all)).toBeUndefined();
  expect(adviceFor({ ...none, landlockAbi: 7, cannotCallFile: true })).toBeUndefined();
  expect(adviceFor({ ...none, cannotCallFile: true })).toContain("5.19");
  expect(adviceFor({ ...all, cannotCallFile: false })).toContain("function `file`");
  expect(describeWalls({ ...none, cannotCallFile: true })).toMatch(
    /^no Landlock \(.*the console does not run as root/,
  );
});
