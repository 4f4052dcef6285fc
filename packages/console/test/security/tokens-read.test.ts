// Which tokens and sessions the console reads: of each tenant the newest, so that none takes the room of another.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAccessStore, type StoredToken } from "../../src/store/access.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { makePreparedDir } from "../support/console-process.ts";

let directory: Awaited<ReturnType<typeof makePreparedDir>>;
let backend: Awaited<ReturnType<typeof openBackend>>;

beforeAll(async () => {
  directory = await makePreparedDir();
  backend = await openBackend({ directory: directory.path }, () => undefined);
});
afterAll(async () => {
  await backend?.close();
  directory?.remove();
});

const tokenOf = (id: string, more: Partial<StoredToken>): StoredToken => ({
  id,
  kind: "token",
  hash: `hash of ${id}`,
  name: id,
  identity: id,
  scope: "read",
  tenant: "",
  parent: "",
  createdMs: Date.now(),
  createdBy: "anna",
  expires: 0,
  revoked: false,
  ...more,
});

test("reads the newest of each tenant and kind, and of all no more than the limit", async () => {
  const store = createAccessStore(backend.writer, { each: 3, limit: 100 });
  const beganMs = Date.now() - 60_000;
  for (let n = 0; n < 5; n++) {
    const createdMs = beganMs + n * 1000;
    await store.saveToken(tokenOf(`many ${n}`, { tenant: "many", createdMs }));
    await store.saveToken(tokenOf(`session ${n}`, { tenant: "many", kind: "session", createdMs }));
  }
  await store.saveToken(tokenOf("few", { tenant: "few", createdMs: beganMs - 60_000 }));
  const ids = async (of: typeof store): Promise<readonly string[]> =>
    (await of.tokens()).map(({ id }) => id).toSorted();
  expect(await ids(store)).toEqual([
    "few",
    "many 2",
    "many 3",
    "many 4",
    "session 2",
    "session 3",
    "session 4",
  ]);
  expect(await ids(createAccessStore(backend.writer, { each: 3, limit: 2 }))).toEqual([
    "many 4",
    "session 4",
  ]);
});
