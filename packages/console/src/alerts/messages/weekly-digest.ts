// Sends the digest of each tenant on Monday mornings to the channels that take digests. That it was sent is known by the log of deliveries.
import type { ApiContext } from "../../api/context.ts";
import type { AlertChannels } from "../../config/alert-channels/channel.ts";
import type { Digest } from "../../notify/message.ts";
import type { Clock } from "../../notify/worker.ts";
import { getDigest } from "../api/digest.ts";
import { readRecords } from "../api/history.ts";
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
  readonly send: (digest: Digest) => void;
}

/** How often it is looked whether one is due. */
const digestMs = 60_000;

/** Sends the digest of each tenant once a week, if a channel takes digests. */
export function createDigests(options: DigestOptions): () => Promise<void> {
  const { channels, tenants, viewOf, publicUrl, outbox, clock, send } = options;
  const takesDigests = channels.channels.some((one) => "digest" in one && one.digest);
  const sent = new Set<string>();
  let lastMs = -Infinity;

  async function sendTo(tenant: string, at: number): Promise<void> {
    const id = `digest/${tenant}/${new Date(at).toISOString().slice(0, 10)}`;
    if (sent.has(id)) return;
    const context: ApiContext = {
      ...(await viewOf(tenant)),
      nowMs: () => clock.now(),
      signal: AbortSignal.timeout(120_000),
      priority: "background",
    };
    const range = { fromNs: BigInt(at) * 1_000_000n, toNs: BigInt(clock.now() + 60_000) * 1_000_000n };
    const steps = await readRecords(context, { kinds: ["delivery"], range, rule: "digest", limit: 1_000 });
    sent.add(id);
    if (steps.some(({ body }) => (JSON.parse(body) as Delivery).noticeId === id)) return;
    const result = await getDigest(
      { from: new Date(at - 7 * 86_400_000).toISOString(), to: new Date(at).toISOString() },
      context,
    );
    outbox.keep(id, { tenant, rule: "digest", alert: "", ms: at });
    const url =
      publicUrl === undefined
        ? undefined
        : `${publicUrl.replace(/\/+$/, "")}/digest?from=${result.from}&to=${result.to}`;
    send(toDigestMessage({ id, tenant, url }, result));
  }

  return async () => {
    const due = takesDigests ? dueDigest(clock.now()) : undefined;
    if (due === undefined || clock.monotonicMs() - lastMs < digestMs) return;
    lastMs = clock.monotonicMs();
    for (const tenant of new Set(["", ...(await tenants())])) await sendTo(tenant, due);
  };
}
