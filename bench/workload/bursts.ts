// How the sides of a comparison are measured: one operation many times over, in bursts that fit the queue, each flushed.

export interface Side {
  /** One operation: a root span with its child, a log record. */
  once(): void;
  flush(): Promise<unknown>;
  stop(): Promise<unknown>;
}

export interface Measured {
  /** CPU of the whole process, user and system, per operation, sending included. */
  readonly cpuNs: number;
  /** Operations that were done, those to warm up included. */
  readonly operations: number;
}

/** How much is done. `warmUp` is as long as it takes the compiler to be through with what runs once a batch, the HTTP client too. */
export interface Amount {
  readonly operations: number;
  readonly warmUp: number;
  readonly burst: number;
}

/** The arguments of a side: how many operations, after how many to warm up. Without arguments nothing runs. */
export function amountOf(operations: string | undefined): Partial<Amount> {
  return operations === undefined ? {} : { operations: Number(operations), warmUp: Number(operations) };
}

/** Warms up, then measures, and prints what the CPU did. */
export async function measure({ once, flush, stop }: Side, amount: Amount): Promise<void> {
  const { operations, warmUp, burst } = amount;
  await run(warmUp);
  const before = process.cpuUsage();
  await run(operations);
  const { user, system } = process.cpuUsage(before);
  await stop();
  const cpuNs = ((user + system) * 1000) / operations;
  console.log(JSON.stringify({ cpuNs, operations: operations + warmUp } satisfies Measured));

  async function run(count: number): Promise<void> {
    for (let done = 0; done < count; done += burst) {
      for (let i = 0; i < burst; i++) once();
      await flush();
    }
  }
}
