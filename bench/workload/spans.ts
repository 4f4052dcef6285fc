// Root and child span, five attributes each, one event: what both sides of the comparison do, and how it is measured.

export const attributes = {
  "http.request.method": "GET",
  "http.route": "/orders/{id}",
  "http.response.status_code": 200,
  "user.id": "u1",
  "cache.hit": false,
};
export const event = { rows: 12 };

export interface Side {
  /** One root with one child. */
  once(): void;
  flush(): Promise<unknown>;
  stop(): Promise<unknown>;
}

export interface Measured {
  /** CPU of the whole process, user and system, per pair of spans, sending included. */
  readonly cpuNsPerPair: number;
  /** Pairs that were made, those to warm up included. */
  readonly pairs: number;
}

const batch = 400;
const warmUp = 20_000;

/** Warms up, then runs pairs in bursts that fit the queue, each flushed, and prints what the CPU did. */
export async function measure({ once, flush, stop }: Side, pairs = 100_000): Promise<void> {
  await burst(warmUp);
  const before = process.cpuUsage();
  await burst(pairs);
  const { user, system } = process.cpuUsage(before);
  await stop();
  const cpuNsPerPair = ((user + system) * 1000) / pairs;
  console.log(JSON.stringify({ cpuNsPerPair, pairs: pairs + warmUp } satisfies Measured));

  async function burst(count: number): Promise<void> {
    for (let done = 0; done < count; done += batch) {
      for (let i = 0; i < batch; i++) once();
      await flush();
    }
  }
}
