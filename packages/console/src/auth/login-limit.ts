// Limits failed logins: a token bucket for each address and one for all, refilled over time. Memory is bounded: with
// too many addresses the least recently used are forgotten, and the bucket for all still applies.

export interface LoginLimit {
  /** Seconds to wait before the next try; 0: now. */
  waitSeconds(address: string): number;
  /** A login failed. */
  failed(address: string): void;
  /** A login succeeded: the address has a full bucket again. */
  succeeded(address: string): void;
  /** Addresses that are remembered. */
  readonly size: number;
}

export interface LoginLimitOptions {
  readonly perAddress?: number;
  readonly all?: number;
  /** After this time a full bucket is empty again. */
  readonly windowMs?: number;
  readonly maxAddresses?: number;
  /** A monotonic clock. */
  readonly nowMs?: () => number;
}

interface Bucket {
  failures: number;
  atMs: number;
}

export function createLoginLimit({
  perAddress = 10,
  all = 200,
  windowMs = 300_000,
  maxAddresses = 10_000,
  nowMs = () => performance.now(),
}: LoginLimitOptions = {}): LoginLimit {
  const buckets = new Map<string, Bucket>();
  const everybody: Bucket = { failures: 0, atMs: nowMs() };

  function drain(bucket: Bucket, size: number): void {
    const now = nowMs();
    bucket.failures = Math.max(0, bucket.failures - ((now - bucket.atMs) * size) / windowMs);
    bucket.atMs = now;
  }

  function wait(bucket: Bucket | undefined, size: number): number {
    if (bucket === undefined) return 0;
    drain(bucket, size);
    const over = bucket.failures - (size - 1);
    return over <= 0 ? 0 : Math.ceil((over * windowMs) / size / 1000);
  }

  return {
    waitSeconds: (address) =>
      Math.max(wait(buckets.get(networkOf(address)), perAddress), wait(everybody, all)),
    failed(address) {
      const network = networkOf(address);
      const bucket = buckets.get(network) ?? { failures: 0, atMs: nowMs() };
      for (const [one, size] of [
        [bucket, perAddress],
        [everybody, all],
      ] as const) {
        drain(one, size);
        one.failures = Math.min(size, one.failures + 1);
      }
      // The one that was used last is last.
      buckets.delete(network);
      buckets.set(network, bucket);
      if (buckets.size > maxAddresses) buckets.delete(buckets.keys().next().value ?? "");
    },
    succeeded: (address) => void buckets.delete(networkOf(address)),
    get size() {
      return buckets.size;
    },
  };
}

/** The owner of an IPv6 address has 2^64 of them: the first half identifies the owner. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail = ""] = plain.split("%", 1)[0]!.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = plain.includes("::") ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
