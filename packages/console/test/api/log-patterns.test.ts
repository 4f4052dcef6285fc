// Patterns, facets and neighbours of log records on the real engine.
import {
  countedPeople,
  type LogContextResult,
  type LogFacetsResult,
  type LogPatternsResult,
  type LogRecord,
  type LogsResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../../src/problem/problem.ts";
import { at, attributes, log, openApi, resource, type TestApi } from "./harness.ts";

const shop = resource("shop", { "service.instance.id": "a" });
const other = resource("shop", { "service.instance.id": "b" });
const payment = resource("payment");
const hour = 3_600_000;

let api: TestApi;
let identity = 1n;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    const write = (row: Parameters<typeof log>[0]): void => sink.log(log({ identity: identity++, ...row }));
    // known for two days
    for (let n = 0; n < 40; n++)
      write({ body: `order order-${n} accepted`, timeNs: at(-40 * hour + n * hour), resource: shop });
    // before only
    for (let n = 0; n < 6; n++)
      write({ body: `legacy sync of ${n} rows`, timeNs: at(-30 * hour + n), resource: shop });
    // three times as often, as many people as are counted one by one
    for (let n = 0; n < 20 + countedPeople; n++)
      write({
        body: `cache miss for key k${n}`,
        timeNs: at((n < 20 ? -30 : -4) * hour + n * 1000),
        resource: shop,
        attributes: attributes({ "user.id": `p${n}` }),
      });
    // new, with errors of three people
    for (let n = 0; n < 12; n++)
      write({
        body: `payment of ${n}.50 EUR declined`,
        severity: 17,
        timeNs: at(-2 * hour + n * 1000),
        resource: payment,
        attributes: attributes({ "user.id": `u${n % 3}`, provider: "nordpay", retry: n % 2 === 0 }),
      });
    // words as values
    for (const city of ["Oslo", "Lima", "Rome", "Quito"])
      write({ body: `greeting from ${city}`, timeNs: at(-hour), resource: other });
    write({ eventName: "coupon.used", body: "", timeNs: at(-hour), resource: shop });
    write({ eventName: "telltale.journey.step", body: "", timeNs: at(-hour), resource: shop });
    write({
      eventName: "exception",
      body: "",
      severity: 17,
      timeNs: at(-hour),
      resource: shop,
      attributes: attributes({ "exception.type": "TypeError", "exception.message": "no total of order-5" }),
    });
    write({ body: new Map([["msg", "basket 7 priced"]]), timeNs: at(-hour), resource: shop });
  });
});

afterAll(() => api.close());

const patterns = async (query: string): Promise<LogPatternsResult> =>
  api.get<LogPatternsResult>(`/api/logs/patterns?${query}`);

describe("the patterns of a day", () => {
  test("come with what changed first", async () => {
    const result = await patterns("from=-24h");
    expect(result.items.map(({ state, eventName, template }) => [state, eventName, template])).toEqual([
      ["new", "", "payment of * EUR declined"],
      ["new", "exception", "TypeError: no total of order-*"],
      ["new", "", "greeting from <_>"],
      ["new", "", "{msg: basket * priced}"],
      ["new", "coupon.used", ""],
      ["gone", "", "legacy sync of * rows"],
      ["growing", "", "cache miss for key *"],
      ["steady", "", "order order-* accepted"],
    ]);
    expect(result).toMatchObject({
      since: null,
      compared: true,
      other: 0,
      states: { new: 5, gone: 1, growing: 1, steady: 1 },
    });
  });

  test("have their figures", async () => {
    const { items, times, stepMs } = await patterns("from=-24h&state=new");
    expect(stepMs).toBe(hour);
    const declined = items[0]!;
    expect(declined).toMatchObject({
      kind: "log",
      count: 12,
      before: 0,
      errors: 12,
      people: 3,
      services: ["payment"],
      first: "2026-11-20T12:48:00.000Z",
    });
    expect(declined.counts).toHaveLength(times.length);
    expect(declined.counts[times.indexOf("2026-11-20T12:00:00.000Z")]).toBe(12);
    expect(items.find(({ template }) => template.startsWith("greeting"))).toMatchObject({
      count: 4,
      services: ["shop"],
    });
    const [growing] = (await patterns("from=-24h&state=growing")).items;
    expect([growing?.count, growing?.people]).toEqual([countedPeople, countedPeople]);
  });

  test("come page by page", async () => {
    const all = await patterns("from=-24h");
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: LogPatternsResult = await patterns(`from=-24h&limit=3&cursor=${cursor}`);
      seen.push(...page.items.map(({ eventName, template }) => `${eventName} ${template}`));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all.items.map(({ eventName, template }) => `${eventName} ${template}`));
  });
});

describe("conditions that the roll-up does not know", () => {
  test.each([
    ["severity=error", ["TypeError: no total of order-*", "payment of * EUR declined"]],
    ["filter=provider=nordpay", ["payment of * EUR declined"]],
    ["text=declined", ["payment of * EUR declined"]],
    ["kind=event", ["", "TypeError: no total of order-*"]],
    ["service=payment", ["payment of * EUR declined"]],
    ["filter=service!=shop", ["payment of * EUR declined"]],
  ])("%s", async (query, expected) => {
    const { items } = await patterns(`from=-24h&${query}`);
    expect(items.map(({ template }) => template).toSorted()).toEqual(expected);
  });

  test("a short range is read from the records, to the millisecond", async () => {
    const { items, from, compared } = await patterns("from=-3h");
    expect(from).toBe("2026-11-20T11:48:00.000Z");
    expect(compared).toBe(true);
    expect(items[0]).toMatchObject({
      template: "payment of * EUR declined",
      count: 12,
      people: 3,
      state: "new",
    });
    expect(items.find(({ template }) => template.startsWith("cache"))).toMatchObject({
      count: 0,
      before: countedPeople,
    });
  });

  test("a range without records before compares with nothing", async () => {
    const { compared, items } = await patterns("from=-60h");
    expect(compared).toBe(false);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["steady"]));
  });
});

describe("records of a pattern", () => {
  const texts = async (query: string): Promise<string[]> =>
    (await api.get<LogsResult>(`/api/logs?from=-24h&limit=500&${query}`)).items.map(({ text }) => text);

  test("of a gap are those of all its words", async () => {
    expect((await texts("pattern=greeting%20from%20%3C_%3E")).toSorted()).toEqual(
      ["Lima", "Oslo", "Quito", "Rome"].map((city) => `greeting from ${city}`),
    );
  });

  test("are as many as the pattern has", async () => {
    const { items } = await patterns("from=-24h");
    for (const { template, eventName, kind, count } of items) {
      if (template === "") continue;
      const by = kind === "log" ? "kind=log" : `eventName=${eventName}`;
      expect(await texts(`${by}&pattern=${encodeURIComponent(template)}`)).toHaveLength(count);
    }
  });

  test("characters of expressions are themselves", async () => {
    expect(await texts("pattern=.*")).toEqual([]);
    expect(await texts(`pattern=${encodeURIComponent("(")}`)).toEqual([]);
  });
});

test("facets count services, and values of attributes that tell something", async () => {
  const facets = await api.get<LogFacetsResult>("/api/logs/facets?from=-24h&severity=error");
  expect(facets.services).toEqual([
    { value: "payment", count: 12 },
    { value: "shop", count: 1 },
  ]);
  const keys = facets.attributes.map(({ key }) => key);
  expect(keys).not.toContain("user.id");
  expect(facets.attributes.find(({ key }) => key === "provider")).toEqual({
    key: "provider",
    count: 12,
    values: [{ value: "nordpay", count: 12 }],
  });
  expect(facets.attributes.find(({ key }) => key === "retry")?.values).toEqual([
    { value: "false", count: 6 },
    { value: "true", count: 6 },
  ]);
  expect(facets.sampled).toBeNull();
});

describe("the context of a record", () => {
  const one = async (): Promise<LogRecord> =>
    (await api.get<LogsResult>("/api/logs?from=-24h&text=declined&limit=6")).items[5]!;

  test("is what the same process wrote before and after, oldest first", async () => {
    const record = await one();
    const {
      before,
      record: same,
      after,
    } = await api.get<LogContextResult>(`/api/logs/${record.id}/context?count=3`);
    expect(same).toEqual(record);
    expect(before.map(({ text }) => text)).toEqual([
      "payment of 3.50 EUR declined",
      "payment of 4.50 EUR declined",
      "payment of 5.50 EUR declined",
    ]);
    expect(after.map(({ text }) => text)).toEqual([
      "payment of 7.50 EUR declined",
      "payment of 8.50 EUR declined",
      "payment of 9.50 EUR declined",
    ]);
  });

  test("of a service has the records of all its processes", async () => {
    const [record] = (await api.get<LogsResult>("/api/logs?from=-24h&text=Oslo")).items;
    const ofInstance = await api.get<LogContextResult>(`/api/logs/${record!.id}/context?count=100`);
    const ofService = await api.get<LogContextResult>(`/api/logs/${record!.id}/context?count=100&of=service`);
    const count = ({ before, after }: LogContextResult): number => before.length + after.length;
    expect(count(ofInstance)).toBe(3);
    expect(count(ofService)).toBeGreaterThan(100);
  });

  test("of no record is a problem", async () => {
    await expect(api.get("/api/logs/1-2/context")).rejects.toThrow(ProblemError);
  });
});

test(
  "deleting a person deletes skeletons that only the person's records have",
  { tags: ["extended"] },
  async () => {
    await api.write((sink) => {
      const write = (body: string, user: string): void =>
        sink.log(
          log({ identity: identity++, body, timeNs: at(-hour), attributes: attributes({ "user.id": user }) }),
        );
      write("hello Ada Berg", "u90");
      write("cart opened", "u90");
      write("cart opened", "u91");
    });
    const templates = async (): Promise<string[]> =>
      (await patterns("from=-24h&limit=200")).items.map(({ template }) => template);
    expect(await templates()).toEqual(expect.arrayContaining(["hello Ada Berg", "cart opened"]));
    const { rows } = await api.store.personalData.deleteOf({ tenant: "", id: "u90" });
    expect(rows["log_skeletons"]).toBe(1);
    const left = await templates();
    expect(left).toContain("cart opened");
    expect(left).not.toContain("hello Ada Berg");
  },
);

test(
  "what a skeleton counted in hours whose records are gone does not keep it",
  { tags: ["extended"] },
  async () => {
    await api.write((sink) => {
      for (const [user, hours] of [
        ["u92", 100],
        ["u93", 1],
      ] as const)
        sink.log(
          log({
            identity: identity++,
            body: "parcel for Cleo Dahl",
            timeNs: at(-hours * hour),
            attributes: attributes({ "user.id": user }),
          }),
        );
    });
    const first = await api.store.personalData.deleteOf({ tenant: "", id: "u92" });
    expect(first.rows).toMatchObject({ logs: 1, log_skeletons: 0 });
    const second = await api.store.personalData.deleteOf({ tenant: "", id: "u93" });
    expect(second.rows).toMatchObject({ logs: 1, log_skeletons: 2 });
  },
);

test("an hour that has not passed is compared with a part of one", async () => {
  // once a minute for 14 hours, until now: 14:48
  await api.write((sink) => {
    for (let minutes = 0; minutes < 14 * 60; minutes++)
      sink.log(
        log({
          identity: identity++,
          eventName: "heartbeat",
          body: "",
          timeNs: at(-minutes * 60_000 - 1),
          resource: shop,
        }),
      );
  });
  const { items } = await patterns("from=-6h&limit=100");
  expect(items.find(({ eventName }) => eventName === "heartbeat")).toMatchObject({ count: 408, before: 408 });
});
