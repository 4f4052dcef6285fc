// How long a person may take in a funnel where the request does not say, and who of a live range has dropped.
import { setTimeout as after } from "node:timers/promises";
import type { DiffersResult, FunnelDroppedResult, FunnelResult, FunnelsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import { toFunnelParams } from "../../src/api/funnels/funnel-params.ts";
import { usualRules } from "../../src/api/funnels/funnel-rules.ts";
import { findAttempts } from "../../src/api/funnels/read-attempts.ts";
import { toShare } from "../../src/api/journeys/people-parts.ts";
import { answer, at, attributes, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
const day = 1440 * minute;
let api: TestApi;

/** People by what they did: `done` two days ago, `left`, `went` and `open` in the last quarter of an hour. */
beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    const add = (funnel: string, user: string, step: string, place: number, ago: number): void =>
      sink.businessEvent(
        event({
          kind: "journey",
          name: funnel,
          phase: "step",
          step,
          stepIndex: place,
          userId: user,
          timeNs: at(-ago),
          attributes: attributes({ card: user.startsWith("left") ? "old" : "new" }),
          entityId: "",
          uid: `${funnel}-${user}-${step}`,
        }),
      );
    for (let index = 0; index < 60; index++) {
      const began = 2 * day + index * minute;
      add("quick", `done-${index}`, "cart", 0, began);
      add("quick", `done-${index}`, "paid", 1, began - 40_000);
      add("slow", `done-${index}`, "cart", 0, began);
      add("slow", `done-${index}`, "paid", 1, began - 50 * minute);
    }
    for (const funnel of ["quick", "slow"]) {
      for (let index = 0; index < 30; index++) {
        add(funnel, `left-${index}`, "cart", 0, 10 * minute + index * 1000);
        add(funnel, `went-${index}`, "cart", 0, 10 * minute + index * 1000);
        add(funnel, `went-${index}`, "paid", 1, 9 * minute);
      }
      for (let index = 0; index < 7; index++) add(funnel, `open-${index}`, "cart", 0, minute);
    }
  });
});

afterAll(() => api.close());

const live = "from=-15m&to=now";
const stepsOf = ({ steps }: FunnelResult["funnel"]): readonly (readonly number[])[] =>
  steps.map(({ people, open }) => [people, open]);

test("the window is the usual time of the funnel, so that a live range has people who dropped", async () => {
  const { funnels } = await api.get<FunnelsResult>(`/api/funnels?${live}`);
  expect(funnels.map(({ name, window }) => [name, window])).toEqual([
    ["quick", { ms: 5 * minute, of: "times" }],
    ["slow", { ms: 60 * minute, of: "times" }],
  ]);
  const { funnel, dropped } = await api.get<FunnelResult>(`/api/funnels/quick?${live}`);
  expect(funnel).toEqual(funnels.find(({ name }) => name === "quick"));
  expect(stepsOf(funnel)).toEqual([
    [67, 7],
    [30, 0],
  ]);
  expect(dropped[0]?.people.every(({ id }) => id.startsWith("left"))).toBe(true);
});

test("a window that the request names is used", async () => {
  const { funnel } = await api.get<FunnelResult>(`/api/funnels/quick?${live}&windowMs=${day}`);
  expect(funnel.window).toEqual({ ms: day, of: "request" });
  expect(stepsOf(funnel)).toEqual([
    [67, 37],
    [30, 0],
  ]);
});

test("where few people finished, the window is a day", async () => {
  const steps = "steps=paid&steps=cart";
  const { funnel } = await api.get<FunnelResult>(`/api/funnels/quick?${live}&${steps}`);
  expect(funnel.window).toEqual({ ms: day, of: "default" });
});

test("what differs compares who dropped with who went on, without those who are still open", async () => {
  const result = await api.get<DiffersResult>(`/api/differs?${live}&of=funnels&type=quick&step=cart`);
  expect([result.selection.count, result.rest.count]).toEqual([30, 30]);
  expect(result.findings[0]?.parts).toMatchObject([{ key: "card", value: "old" }]);
  const long = await api.get<DiffersResult>(
    `/api/differs?${live}&of=funnels&type=quick&step=cart&windowMs=${day}`,
  );
  expect(long).toMatchObject({ verdict: "few", selection: { count: 0 } });
});

test("traces of people who dropped are not those of people who are still open", async () => {
  const { compared } = await api.get<FunnelDroppedResult>(`/api/funnels/quick/dropped?${live}&step=cart`);
  const long = await api.get<FunnelDroppedResult>(
    `/api/funnels/quick/dropped?${live}&step=cart&windowMs=${day}`,
  );
  expect(long.compared).toEqual({ dropped: 0, continued: compared.continued });
});

test("of those who took the last step, all who finished are read, and no one else", async () => {
  const range = { fromNs: at(-7 * day), toNs: at(0) };
  const funnels = [
    { name: "quick", steps: ["cart", "paid"] },
    { name: "slow", steps: ["cart", "paid", "sent"] },
  ];
  const query = toFunnelParams(funnels, range, { environment: undefined }, usualRules);
  const context = { queries: api.store.queries, nowMs: () => now };
  const read = (which: QueryParams) => findAttempts({ ...query, ...which }, usualRules, toShare(1), context);
  const [all, finished] = [await read({}), await read({ lastPlaces: [2, 3] })];
  const ofAll = all.get("quick")!.attempts.filter(({ length }) => length === 2);
  expect(ofAll).toHaveLength(90);
  expect(finished.get("quick")!.attempts.map(String).toSorted()).toEqual(ofAll.map(String).toSorted());
  expect(finished.get("slow")).toBeUndefined();
});

test.each(["/api/funnels", "/api/funnels/quick"])(
  "%s neither fails nor waits for the window and the services of funnels where they cannot be read",
  async (path) => {
    const usual = await api.get<FunnelsResult | FunnelResult>(`${path}?${live}&windowMs=${day}`);
    const counting = Promise.withResolvers<"counts">();
    const seen: string[] = [];
    const { queries } = api.store;
    const failing: ApiContext["queries"] = {
      run: async (name, params, options) => {
        if (name === "funnel-attempts") counting.resolve("counts");
        if (name === "sending-services")
          seen.push(
            await Promise.race([
              counting.promise,
              after(30_000, "nothing is counted meanwhile", { ref: false }),
            ]),
          );
        if (name === "sending-services" || name === "journey-sizes") throw new Error("no connection");
        return queries.run(name, params, options);
      },
    };
    const result = await answer(`${path}?${live}`, { queries: failing, nowMs: () => now });
    expect(new Set(seen)).toEqual(new Set(["counts"]));
    const text = JSON.stringify(usual).replaceAll('"of":"request"', '"of":"default"');
    expect(withoutServices(result)).toEqual(withoutServices(JSON.parse(text)));
  },
);

const withoutServices = (result: unknown): unknown =>
  JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "services" ? undefined : value)));
