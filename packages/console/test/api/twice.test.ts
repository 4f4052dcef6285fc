// What comes twice counts once, however late it is and whatever happened in between: every figure is asked for, as the pages do.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type {
  ErrorsResult,
  FunnelResult,
  InteractionsResult,
  JourneyColumnsResult,
  JourneysResult,
  LogHistogramResult,
  ServicesResult,
  TracesResult,
  TransactionsResult,
  WorkflowsResult,
} from "contract";
import { afterEach, expect, test } from "vitest";
import { embeddedLocation } from "../store-contract/locations.ts";
import { deliver, delivered } from "../support/delivery.ts";
import { prepareStore } from "../support/prepared-store.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import { openStore } from "../../src/store/store.ts";
import { openApi, type TestApi } from "./harness.ts";

let api: TestApi;

afterEach(() => api.close());

const range = "from=2026-11-17T14:00:00Z&to=2026-11-17T15:30:00Z";

/** Everything the API says of the delivery, each figure once. */
async function expectOnce(): Promise<void> {
  const { types } = await api.get<TransactionsResult>(`/api/transactions?${range}`);
  expect(
    types.map(({ type, current }) => [type, current.started, current.completed, current.failed]),
  ).toEqual([["purchase", 3, 2, 1]]);
  expect(types[0]?.current.amounts).toEqual([{ currency: "EUR", amount: "20", transactions: 2 }]);

  const { services, to: end } = await api.get<ServicesResult>(`/api/services?${range}`);
  expect(services.map(({ name, spans, errorRate }) => [name, spans, errorRate])).toEqual([["shop", 4, 0.5]]);
  const seconds = (Date.parse(end) - Date.parse(services[0]!.ratesFrom!)) / 1000;
  expect(services[0]!.ratePerSecond * seconds).toBeCloseTo(2, 9);

  const { buckets } = await api.get<LogHistogramResult>(`/api/logs/histogram?${range}`);
  const counts = buckets.flatMap((bucket) => Object.values(bucket.counts));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);

  const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${range}`);
  expect(funnel.steps.map(({ name, people }) => [name, people])).toEqual([
    ["landing", 3],
    ["product", 2],
    ["paid", 1],
  ]);
  const { journeys } = await api.get<JourneysResult>(`/api/journeys?${range}`);
  expect(journeys.map(({ people, steps }) => [people, steps])).toEqual([[3, 6]]);
  const { columns } = await api.get<JourneyColumnsResult>(`/api/journeys/checkout/columns?${range}`);
  expect(columns.flatMap(({ links }) => links.map(({ from, to, visits }) => [from, to, visits]))).toEqual([
    ["landing", "product", 2],
    ["product", "paid", 1],
  ]);

  const { items: traces } = await api.get<TracesResult>(`/api/traces?${range}`);
  expect(traces.map(({ spanCount, errorCount }) => [spanCount, errorCount])).toEqual([
    [1, 1],
    [3, 1],
  ]);
  const { items: errors } = await api.get<ErrorsResult>(`/api/errors?${range}`);
  expect(errors.map(({ count }) => count)).toEqual([1]);
  const { items: workflows } = await api.get<WorkflowsResult>(`/api/workflows?${range}`);
  expect(workflows.map(({ eventCount }) => eventCount)).toEqual([2]);
  const { current } = await api.get<InteractionsResult>(`/api/interactions?${range}`);
  expect([current.count, current.values]).toEqual([1, [{ currency: "EUR", amount: "7.5" }]]);

  await expectRollupsToAgree((sql) => api.store.queries.runText(sql));
}

test("a batch that is sent again at once is deduplicated, row by row", async () => {
  api = await openApi();
  expect(await api.store.writer.write(1, (sink) => deliver(sink, "half"))).toMatchObject({
    duplicates: { spans: 0, logRecords: 0, businessEvents: 0 },
  });
  const [one, other] = await Promise.all([
    api.store.writer.write(1, deliver),
    api.store.writer.write(1, deliver),
  ]);
  // The half that was there, and the other half of one of the two.
  expect(one.duplicates.spans + other.duplicates.spans).toBe(2 + 4);
  await expectOnce();
});

test(
  "a spool of three days ago that is delivered again after a restart counts once",
  { tags: ["extended"] },
  async () => {
    api = await openApi((sink) => deliver(sink, "half"));
    const { duplicates } = await api.store.writer.write(1, deliver);
    expect(duplicates).toEqual({ spans: 2, logRecords: 2, businessEvents: 8 });
    await expectOnce();
    expect((await api.store.writer.write(1, deliver)).duplicates).toEqual(delivered);
    await expectOnce();
  },
);

test(
  "a console killed between insert and acknowledgement, and the batch again two hours later",
  { tags: ["extended"] },
  async () => {
    const directory = await prepareStore(temporaryDirectory());
    const script = fileURLToPath(new URL("../support/delivering-console.ts", import.meta.url));
    const child = spawn(process.execPath, ["--conditions=telltale-source", script, directory], {
      stdio: "inherit",
    });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    api = await openApi(undefined, {
      ...(await embeddedLocation()),
      open: (options) => openStore({ directory, ...options }),
    });
    expect(api.notes).toEqual([expect.stringMatching(/^Put the roll-ups right/)]);
    expect((await api.store.writer.write(1, deliver)).duplicates).toEqual(delivered);
    await expectOnce();
  },
);
