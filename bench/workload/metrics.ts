// What is measured of metrics, the same for every side: one call in a loop, the CPU of the whole process, and the resulting sum.

/** A workload. `series` is how many attribute sets are recorded in turn; `fresh` makes the object anew for each call. */
export interface Workload {
  readonly call: "add" | "record";
  readonly attributes: 0 | 3;
  readonly series: 1 | 8;
  readonly fresh: boolean;
  /** Through a handle made before. */
  readonly bound: boolean;
}

const plain = { call: "add", attributes: 0, series: 1, fresh: false, bound: false } as const;

export const workloads = {
  "bound add": { ...plain, bound: true },
  add: plain,
  "add, 3 attributes, same object": { ...plain, attributes: 3 },
  "add, 3 attributes, fresh object": { ...plain, attributes: 3, fresh: true },
  "add, 3 attributes, same 8 objects": { ...plain, attributes: 3, series: 8 },
  "add, 3 attributes, fresh objects of 8 sets": { ...plain, attributes: 3, series: 8, fresh: true },
  "record, 3 attributes, same object": { ...plain, call: "record", attributes: 3 },
  "record, 3 attributes, fresh objects of 8 sets": {
    ...plain,
    call: "record",
    attributes: 3,
    series: 8,
    fresh: true,
  },
} as const satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof workloads;

/** What a side offers. */
export interface Side {
  readonly add: (value: number, attributes?: Attributes) => void;
  readonly record: (value: number, attributes?: Attributes) => void;
  /** A handle on one attribute set, where the side has them. */
  readonly bind?: ((attributes: Attributes) => (value: number) => void) | undefined;
  /** Runs `work` in a sampled span, where the side has exemplars. */
  readonly inSpan?: ((work: () => void) => void) | undefined;
  /** Collects, and gives the sum over all series of the counter, or the count of the histogram. */
  collected(
    call: Workload["call"],
  ): Promise<{ readonly total: number; readonly series: number; readonly exemplars: number }>;
}

interface Attributes {
  [key: string]: string | number;
}

export interface Measured {
  /** CPU of the whole process, user and system, per call. */
  readonly cpuNs: number;
  readonly exemplars: number;
}

const routes = Array.from({ length: 8 }, (_, at) => `/orders/${at}`);
const sets: Attributes[] = routes.map((route) => ({
  "http.request.method": "GET",
  "http.route": route,
  "http.response.status_code": 200,
}));

/** Warms up, calls `count` times, asserts what was counted, prints what the CPU did. */
export async function measure(name: WorkloadName, side: Side, count: number): Promise<void> {
  const workload: Workload = workloads[name];
  const loop = loopOf(workload, side);
  const warm = Math.ceil(count / 10);
  const inSpan = side.inSpan ?? ((work: () => void) => work());
  let cpu = { user: 0, system: 0 };
  inSpan(() => {
    loop(warm);
    const before = process.cpuUsage();
    loop(count);
    cpu = process.cpuUsage(before);
  });
  const { total, series, exemplars } = await side.collected(workload.call);
  if (total !== count + warm || series !== workload.series)
    throw new Error(
      `${name}: expected ${count + warm} in ${workload.series} series, got ${total} in ${series}`,
    );
  console.log(
    JSON.stringify({ cpuNs: ((cpu.user + cpu.system) * 1000) / count, exemplars } satisfies Measured),
  );
}

function loopOf({ call, attributes, series, fresh, bound }: Workload, side: Side): (count: number) => void {
  const record = side[call];
  if (bound) {
    const handle = side.bind?.({});
    if (handle === undefined) throw new Error("this side has no bound instruments");
    return (count) => {
      for (let i = 0; i < count; i++) handle(1);
    };
  }
  if (attributes === 0) {
    return (count) => {
      for (let i = 0; i < count; i++) record(1);
    };
  }
  const mask = series - 1;
  if (!fresh) {
    return (count) => {
      for (let i = 0; i < count; i++) record(1, sets[i & mask] as Attributes);
    };
  }
  return (count) => {
    for (let i = 0; i < count; i++) {
      record(1, {
        "http.request.method": "GET",
        "http.route": routes[i & mask] as string,
        "http.response.status_code": 200,
      });
    }
  };
}
