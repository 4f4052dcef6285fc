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
  });
});

afterAll(() => api.close());

test("versions are deploys from when they were first seen; a reported one replaces it", async () => {
  const seen = await api.get<DeploysResult>("/api/deploys");
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
  const { items } = await api.get<DeploysResult>("/api/deploys");
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
  expect([paged, sizes]).toEqual([items, [1, 1, 1]]);
  expect((await api.get<DeploysResult>("/api/deploys?service=mail&from=-1h")).items).toHaveLength(1);
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
