// Sends the digest of each tenant on Monday mornings to the channels that take digests. That it was sent is known by the log of deliveries.
import type { ApiContext } from "../../api/context.ts";
import type { Leadership } from "../../lease/leader.ts";
import type { Logger } from "../../log.ts";
import type { AlertChannels } from "../../config/alert-channels/channel.ts";
import type { Digest } from "../../notify/message.ts";
import type { Clock } from "../../notify/worker.ts";
import { getDigest } from "../api/digest.ts";
import { readRecords } from "../api/history.ts";
import { readWhole } from "../../store/cluster/partial.ts";
import type { StoredOutbox } from "../evaluate/stored-outbox.ts";
import type { Delivery } from "../outbox.ts";
import type { AlertView } from "../view.ts";
import { toDigestMessage } from "./digest-text.ts";
import { dueDigest } from "./digest-week.ts";

export interface DigestOptions {
  readonly channels: AlertChannels;
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly publicUrl: string | undefined;
  readonly outbox: StoredOutbox;
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn">;
  readonly leadership: Leadership;
  readonly send: (digest: Digest) => void;
}

/** How often it is looked whether one is due. */
const digestMs = 60_000;

/** Sends the digest of each tenant once a week, if a channel takes digests. The messages of alerts do not wait for it. */
export function createDigests(options: DigestOptions): () => void {
  const { channels, tenants, clock, leadership, log } = options;
  const takesDigests = channels.channels.some((one) => "digest" in one && one.digest);
  const sent = new Set<string>();
  let lastMs = -Infinity;
  let isComputing = false;

  async function sendAll(at: number): Promise<void> {
    for (const tenant of new Set(["", ...(await tenants())])) {
      const id = `digest/${tenant}/${new Date(at).toISOString().slice(0, 10)}`;
      if (sent.has(id)) continue;
      try {
        await sendOne(options, { id, tenant, at });
        sent.add(id);
      } catch (error) {
        if (!leadership.signal.aborted)
          log.warn({ err: error, tenant }, "cannot compute the digest; trying again");
      }
    }
  }

  return () => {
    const due = takesDigests ? dueDigest(clock.now()) : undefined;
    if (due === undefined || isComputing || clock.monotonicMs() - lastMs < digestMs) return;
    lastMs = clock.monotonicMs();
    isComputing = true;
    void sendAll(due)
      .catch((error: unknown) => log.warn({ err: error }, "cannot compute digests; trying again"))
      .finally(() => {
        isComputing = false;
      });
  };
}

interface DueDigest {
  readonly id: string;
  readonly tenant: string;
  /** Unix ms. */
  readonly at: number;
}

/** Unless the log of deliveries has it, also of another console. */
async function sendOne(options: DigestOptions, { id, tenant, at }: DueDigest): Promise<void> {
  const { viewOf, publicUrl, outbox, clock, send, leadership } = options;
  const context: ApiContext = {
    ...(await viewOf(tenant)),
    nowMs: () => clock.now(),
    signal: AbortSignal.any([leadership.signal, AbortSignal.timeout(120_000)]),
    priority: "background",
  };
  const range = { fromNs: BigInt(at) * 1_000_000n, toNs: BigInt(clock.now() + 60_000) * 1_000_000n };
  const steps = await readWhole("the log of deliveries", () =>
    readRecords(context, {
      range,
      kinds: ["delivery"],
      details: ["sent", "dead"],
      rule: "digest",
      limit: 1_000,
    }),
  );
  if (steps.some(({ body }) => (JSON.parse(body) as Delivery).noticeId === id)) return;
  const week = { from: new Date(at - 7 * 86_400_000).toISOString(), to: new Date(at).toISOString() };
  const result = await getDigest(week, context);
  // a store to which nothing was ever sent
  if (result.arrived === false && result.earlier === "none") return;
  if (!leadership.isHeld()) throw new Error("the lease was lost");
  outbox.keep(id, { tenant, rule: "digest", alert: "", ms: at });
  const base = publicUrl?.replace(/\/+$/, "");
  const url = base === undefined ? undefined : `${base}/digest?from=${result.from}&to=${result.to}`;
  send(toDigestMessage({ id, tenant, url }, result));
}
