// Profiles and CPU profiles on the real engine, against figures counted by hand.
import { gzipSync } from "node:zlib";
import type {
  CpuProfileRow as CpuProfile,
  CpuProfilesResult,
  ProfileResult,
  ProfileRun,
  ProfilesResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BusinessEventRow, CpuProfileRow, RowSink } from "../../src/store/rows.ts";
import { allPages, at, attributes, event, hex, id, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
const megabyte = 1 << 20;

function ran(
  name: string,
  ms: number,
  durationMs: number,
  more: Parameters<typeof attributes>[0] = {},
  row: Partial<BusinessEventRow> = {},
): BusinessEventRow {
  const own = {
    "telltale.profile.class": "fast",
    "telltale.profile.cpu_user_ms": durationMs / 2,
    "telltale.profile.cpu_system_ms": 1,
    "telltale.profile.memory_delta_bytes": -megabyte,
    "telltale.profile.memory_peak_bytes": 10 * megabyte,
    "telltale.profile.gc_ms": durationMs / 10,
    "telltale.profile.concurrent": 1,
  };
  const all = attributes(
    Object.fromEntries(Object.entries({ ...own, ...more }).map(([key, value]) => [`${key}`, value])),
  );
  return event({
    kind: "profile",
    name,
    phase: "ended",
    timeNs: at(ms),
    durationMs,
    attributes: all,
    ...(row as object),
  });
}

const runs: readonly BusinessEventRow[] = [
  ran("rank results", -50 * minute, 100),
  ran("rank results", -40 * minute, 200, {
    "telltale.profile.items_per_second": 50,
    "telltale.profile.items": 10,
  }),
  ran("rank results", -30 * minute, 300, {
    "telltale.profile.class": "slow",
    "telltale.profile.memory_peak_bytes": 30 * megabyte,
    "telltale.profile.event_loop_delay_ms": 12.5,
  }),
  ran(
    "rank results",
    -30 * minute,
    400,
    { "error.type": "TypeError", "telltale.profile.concurrent": 3, "telltale.profile.process_wide": true },
    { resource: resource("search") },
  ),
  ran("rank results", -90 * minute, 1000),
  ran("resize image", -10 * minute, 5000, { "telltale.profile.class": "very_slow" }),
];

const content = { nodes: [], startTime: 0, endTime: 1, samples: [], timeDeltas: [] };
const taken = (uid: string, ms: number, more: Partial<CpuProfileRow> = {}): CpuProfileRow => ({
  resource: resource("search"),
  uid,
  name: "rank results",
  timeNs: at(ms),
  durationMs: 1500,
  samples: 300,
  traceId: id("t1", 16),
  spanId: id("s1", 8),
  data: gzipSync(JSON.stringify(content)),
  ...more,
});

let api: TestApi;
beforeAll(async () => {
  const twice = (sink: RowSink): void => {
    sink.businessEvent(runs[0]!);
    sink.cpuProfile(taken("c1", -5 * minute));
  };
  api = await openApi(twice);
  await api.write((sink) => {
    for (const row of runs) sink.businessEvent(row);
    sink.cpuProfile(taken("c1", -5 * minute));
    sink.cpuProfile(
      taken("c2", -4 * minute, {
        name: "POST /orders/{id}?",
        traceId: id("t2", 16),
        resource: resource("shop"),
      }),
    );
    sink.cpuProfile(taken("c3", -3 * minute, { data: new Uint8Array([0x1f, 0x8b, 1, 2]) }));
  });
});
afterAll(async () => api.close());

describe("profiles", () => {
  test("figures of each, those that took the most time first, beside the hour before", async () => {
    const { profiles } = await api.get<ProfilesResult>("/api/profiles");
    expect(profiles.map(({ name }) => name)).toEqual(["resize image", "rank results"]);
    const [, rank] = profiles;
    expect(rank?.current).toEqual({
      count: 4,
      errors: 1,
      p50Ms: 200,
      p95Ms: 400,
      cpuP50Ms: 101,
      cpuP95Ms: 201,
      memoryDeltaP50: -megabyte,
      memoryDeltaP95: -megabyte,
      memoryPeak: 30 * megabyte,
      loopDelayMs: 12.5,
      gcShare: 0.1,
      itemsPerSecondP50: 50,
      classes: { fast: 3, normal: 0, slow: 1, very_slow: 0 },
      overlapped: 1,
    });
    expect(rank?.previous).toMatchObject({ count: 1, p50Ms: 1000, errors: 0 });
    expect(rank?.services).toEqual(["search", "shop"]);
    const busy = rank?.buckets.filter(({ count }) => count > 0);
    expect(busy?.map(({ count, errors, p95Ms }) => [count, errors, p95Ms])).toEqual([
      [1, 0, 100],
      [1, 0, 200],
      [2, 1, 400],
    ]);
  });

  test(
    "of very many those that took the most time are listed, each with its runs over time",
    { tags: ["extended"], timeout: 60_000 },
    async () => {
      await api.write((sink) => {
        for (let n = 0; n < 4_000; n++)
          for (let each = 0; each < 30; each++)
            sink.businessEvent(
              ran(`job ${n}`, (-30 * 24 * 60 - 5 * each) * minute, 1 + n, {}, { uid: `job ${n} ${each}` }),
            );
      });
      const { profiles, truncated } = await api.get<ProfilesResult>(
        "/api/profiles?from=2026-10-21T10:00:00Z&to=2026-10-21T15:00:00Z",
      );
      expect([profiles.length, truncated]).toEqual([200, 3_800]);
      expect(profiles[0]!.name).toBe("job 3999");
      for (const { buckets } of profiles) expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    },
  );

  test("runs of one, by pages and by class", async () => {
    const { items, summary } = await api.get<ProfileResult>("/api/profiles/rank%20results");
    expect(summary.current.count).toBe(4);
    expect(items.map(({ durationMs }) => durationMs).toSorted()).toEqual([100, 200, 300, 400]);
    expect(items.at(-2)).toMatchObject({
      durationMs: 200,
      class: "fast",
      error: "",
      cpuUserMs: 100,
      cpuSystemMs: 1,
      memoryDelta: -megabyte,
      items: 10,
      concurrent: 1,
      service: "shop",
      traceId: "",
    });
    const pages = await allPages<ProfileRun>(api, "/api/profiles/rank%20results?limit=1");
    expect(pages.items.map((one) => one.id)).toEqual(items.map((one) => one.id));
    const slow = await api.get<ProfileResult>("/api/profiles/rank%20results?class=slow");
    expect(slow.items.map(({ durationMs }) => durationMs)).toEqual([300]);
  });

  test("one without runs has empty figures", async () => {
    const { summary, items } = await api.get<ProfileResult>("/api/profiles/unknown");
    expect(items).toEqual([]);
    expect(summary.current).toMatchObject({
      count: 0,
      p50Ms: null,
      cpuP50Ms: null,
      memoryPeak: null,
      gcShare: null,
    });
    const elsewhere = await api.get<ProfilesResult>("/api/profiles?environment=staging");
    expect(elsewhere.profiles).toEqual([]);
  });
});

describe("CPU profiles", () => {
  test("a list without the content, each once, filtered", async () => {
    const { items } = await api.get<CpuProfilesResult>("/api/cpu-profiles");
    expect(items.map((one) => one.id)).toEqual(["c3", "c2", "c1"]);
    expect(items[2]).toEqual({
      id: "c1",
      name: "rank results",
      timeNs: String(at(-5 * minute)),
      durationMs: 1500,
      samples: 300,
      bytes: taken("c1", 0).data.length,
      service: "search",
      environment: "production",
      traceId: hex("t1", 16),
      spanId: hex("s1", 8),
    });
    const of = async (query: string): Promise<string[]> =>
      (await api.get<CpuProfilesResult>(`/api/cpu-profiles?${query}`)).items.map((one) => one.id);
    expect(await of(`traceId=${hex("t2", 16)}`)).toEqual(["c2"]);
    expect(await of("service=shop")).toEqual(["c2"]);
    expect(await of("name=rank%20results&service=search")).toEqual(["c3", "c1"]);
    expect(await of("from=-1m")).toEqual([]);
    const pages = await allPages<CpuProfile>(api, "/api/cpu-profiles?limit=1");
    expect(pages.items.map((one) => one.id)).toEqual(["c3", "c2", "c1"]);
  });

  test("the content as a file", async () => {
    const file = await api.get<{ fileName: string; body: { data: number[] } }>("/api/cpu-profiles/c2");
    expect(file.fileName).toBe("profile-POST-orders-id--c2.cpuprofile");
    expect(JSON.parse(Buffer.from(file.body.data).toString())).toEqual(content);
  });

  test("one that is unknown, and one that cannot be unpacked", async () => {
    await expect(api.get("/api/cpu-profiles/c9")).rejects.toMatchObject({
      status: 404,
      code: "CPU_PROFILE_UNKNOWN",
    });
    await expect(api.get("/api/cpu-profiles/c3")).rejects.toMatchObject({
      status: 422,
      code: "CPU_PROFILE_UNREADABLE",
    });
  });
});
