// A message that is sent until it is sent or given up. Its notices never change, so that all attempts have the same id.
import { messageIdOf } from "./key.ts";
import type { Describe } from "./describe.ts";
import { type Digest, type Message, toPart } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";

export interface Job {
  readonly notices: readonly StoredNotice[];
  readonly digest: Digest | undefined;
  /** Made with the first attempt. */
  message: Message | undefined;
  attempt: number;
  /** In this process. */
  failures: number;
  readonly firstMs: number;
  notBeforeMs: number;
}

/** A job of a channel; attempts count on after a restart. */
export function newJob(channel: string, content: readonly StoredNotice[] | Digest, nowMs: number): Job {
  const isDigest = "sections" in content;
  const notices = isDigest ? [] : content;
  const made = notices.flatMap(({ deliveries = [] }) => deliveries.filter((one) => one.channel === channel));
  return {
    notices,
    digest: isDigest ? content : undefined,
    message: undefined,
    attempt: made.reduce((most, { attempt }) => Math.max(most, attempt), 0),
    failures: 0,
    firstMs: nowMs,
    notBeforeMs: nowMs,
  };
}

/** Of the notices, or of the digest. */
export function idsOf({ notices, digest }: Job): readonly string[] {
  return digest === undefined ? notices.map(({ id }) => id) : [digest.id];
}

/** The message of a job. */
export async function toMessage(
  channel: string,
  job: Pick<Job, "notices" | "digest">,
  describe: Describe,
): Promise<Message> {
  const { notices, digest } = job;
  if (digest !== undefined)
    return { id: messageIdOf(channel, [digest.id]), kind: "digest", parts: [], digest };
  const parts = await Promise.all(notices.map(async (notice) => toPart(notice, await describe.now(notice))));
  return {
    id: messageIdOf(
      channel,
      notices.map(({ id }) => id),
    ),
    kind: "alerts",
    parts,
  };
}

/** A reply to `message` with the parts that were found after it was sent, without steps of its own; `undefined` without any. */
export async function followUpOf(
  channel: string,
  message: Message,
  describe: Describe,
  nowMs: () => number,
): Promise<Job | undefined> {
  const found = await Promise.all(
    message.parts.map(async ({ notice, details: { missing } }) => {
      const details = missing === undefined ? undefined : await describe.later(notice);
      return details === undefined ? [] : [toPart(notice, details)];
    }),
  );
  const parts = found.flat();
  if (parts.length === 0) return undefined;
  const id = messageIdOf(channel, [message.id, "follow-up"]);
  return {
    ...newJob(channel, [], nowMs()),
    message: { id, kind: "alerts", parts, follows: message.id },
  };
}
