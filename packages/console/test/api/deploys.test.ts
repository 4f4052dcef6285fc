// Deploys on the real engine: reported ones and seen ones, each once.
import type { Deploy, DeploysResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { addDeploy } from "../../src/api/deploys/deploys.ts";
import { allPages, at, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;
let context: ApiContext;

const tell = (body: object): Promise<Deploy> =>
  addDeploy({}, { ...context, request: { body, ifMatch: undefined } });

beforeAll(async () => {
  api = await openApi();
  context = { queries: api.store.queries, documents: api.store.documents, nowMs: () => now };
  await api.write((sink) => {
    for (const [version, minutes] of [
      ["1.4.1", 50],
      ["1.4.2", 20],
      ["1.4.2", 10],
    ] as const) {
      sink.span(
        span({
          traceId: `t${minutes}`,
          spanId: "a",
          startNs: at(-minutes * minute),
          resource: resource("shop", { "service.version": version }),
        }),
      );
    }
    // 2 was taken back, then came 3
    for (const [version, minutes] of [
      ["1", 55],
      ["2", 40],
      ["2", 35],
      ["1", 34],
      ["1", 15],
      ["3", 12],
    ] as const) {
      sink.span(
        span({
          traceId: `b${minutes}`,
          spanId: "a",
          startNs: at(-minutes * minute),
          resource: resource("basket", { "service.version": version }),
        }),
      );
    }
  });
});

afterAll(() => api.close());

test("versions are deploys from when they were first seen; a reported one replaces it", async () => {
  const seen = await api.get<DeploysResult>("/api/deploys?service=shop");
  expect(seen.items.map(({ version, time, source }) => [version, time, source])).toEqual([
    ["1.4.2", "2026-11-20T14:28:00.000Z", "seen"],
    ["1.4.1", "2026-11-20T13:58:00.000Z", "seen"],
  ]);
  const deploy = {
    service: "shop",
    environment: "production",
    version: "1.4.2",
    time: "2026-11-20T14:27:00Z",
    link: "https://ci.example/7",
    note: "smaller cart",
  };
  expect(await tell(deploy)).toMatchObject({
    ...deploy,
    time: "2026-11-20T14:27:00.000Z",
    source: "reported",
  });
  await tell(deploy);
  await tell({ ...deploy, note: "smaller cart, faster" });
  await tell({ service: "mail", version: "7", time: "2026-11-20T14:47:59.999Z" });
  const all = await api.get<DeploysResult>("/api/deploys");
  const items = all.items.filter((one) => one.service !== "basket");
  expect(items).toEqual([
    {
      service: "mail",
      environment: "",
      version: "7",
      time: "2026-11-20T14:47:59.999Z",
      firstSeen: "",
      previous: "",
      source: "reported",
      link: "",
      note: "",
    },
    {
      ...deploy,
      note: "smaller cart, faster",
      time: "2026-11-20T14:27:00.000Z",
      firstSeen: "2026-11-20T14:28:00.000Z",
      previous: "1.4.1",
      source: "reported",
    },
    expect.objectContaining({ version: "1.4.1", previous: "", source: "seen" }),
  ]);
  const { items: paged, sizes } = await allPages<Deploy>(api, "/api/deploys?limit=1");
  expect([paged, sizes]).toEqual([all.items, [1, 1, 1, 1, 1, 1]]);
  expect((await api.get<DeploysResult>("/api/deploys?service=mail&from=-1h")).items).toHaveLength(1);
});

test("the version before is the one that ran until then, not the one that was taken back", async () => {
  const { items } = await api.get<DeploysResult>("/api/deploys?service=basket");
  expect(items.map(({ version, previous }) => [version, previous])).toEqual([
    ["3", "1"],
    ["2", "1"],
    ["1", ""],
  ]);
  // 1 came back
  const time = new Date(Number(at(-34.5 * minute) / 1_000_000n)).toISOString();
  await tell({ service: "basket", environment: "production", version: "1", time });
  const again = await api.get<DeploysResult>("/api/deploys?service=basket");
  expect(again.items.map(({ version, previous }) => [version, previous])).toEqual([
    ["3", "1"],
    ["1", "2"],
    ["2", "1"],
  ]);
});

test.each([
  [{ version: "1" }, "`service`"],
  [{ service: "shop", version: "1", time: "yesterday" }, "`time`"],
  [{ service: "shop", version: "1", time: "9999-01-01T00:00:00Z" }, "of the years 1970 to 2260"],
  [
    { service: "shop", version: "1", link: "javascript:alert(1)" },
    "`link`: expected an address that begins with http",
  ],
  [{ service: "shop", version: "1", more: true }, "more"],
  ["shop", "the body"],
])("rejects %j with a reason", async (body, place) => {
  await expect(tell(body as object)).rejects.toMatchObject({
    status: 400,
    code: "BAD_DEPLOY",
    message: expect.stringContaining(place),
  });
});
