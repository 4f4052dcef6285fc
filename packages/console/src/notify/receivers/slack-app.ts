// Messages of a Slack app with a bot token. https://docs.slack.dev/reference/methods/chat.postMessage
// The firing of an alert is a message, and what follows is said below it, where a webhook could only send another one; the channel sees it,
// too, apart from what completes a message. The chart is a file in the thread, which needs no public address.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import type { SecretReference } from "../../config/alert-channels/fields.ts";
import { chartPng } from "../chart/chart.ts";
import { type Document, followUpDocument, toDocument, wordingOf } from "../document.ts";
import type { Message } from "../message.ts";
import { SendError } from "../secrets.ts";
import type { Attempt, Receiver, Sent } from "./receiver.ts";
import { callSlack, type SlackAccess, SlackRefusal, uploadToSlack } from "./slack-api.ts";
import { createThreads, type Thread, type Threads } from "./slack-threads.ts";
import { toSlack } from "./slack.ts";

/** The message that a thread is below was deleted. */
const goneThreads: ReadonlySet<string> = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
]);

export function createSlackApp(channel: ChannelOf<"slack">, token: SecretReference): Receiver {
  const wording = wordingOf(channel);
  const threads = createThreads();
  const access: SlackAccess = { ...channel, token };
  return {
    most: 8,
    joins: true,
    isStateful: false,
    hasThreads: true,
    async send(message, attempt) {
      const document = (message.follows === undefined ? toDocument : followUpDocument)(message, wording);
      const thread = await post(access, { to: channel.to!, message, document, threads }, attempt);
      if (thread === undefined) return { status: 200 };
      threads.sent(message, thread);
      return { status: 200, ...(await sendChart(access, document, thread, attempt)) };
    },
  };
}

interface Posting {
  readonly to: string;
  readonly message: Message;
  readonly document: Document;
  readonly threads: Threads;
}

/** The thread in which the message is, or which it begins; undefined where the answer does not say which message it is. */
async function post(access: SlackAccess, posting: Posting, attempt: Attempt): Promise<Thread | undefined> {
  const { to, message, document, threads } = posting;
  const thread = threads.of(message);
  const isSeen = message.follows === undefined;
  const below = thread && { thread_ts: thread.ts, ...(isSeen && { reply_broadcast: true }) };
  try {
    const fields = { ...toSlack(document), channel: thread?.channel ?? to, ...below };
    const answer = await callSlack(access, "chat.postMessage", fields, attempt);
    const { channel = to, ts } = answer;
    return thread ?? (typeof ts === "string" ? { channel: String(channel), ts } : undefined);
  } catch (error) {
    if (thread === undefined || !(error instanceof SlackRefusal) || !goneThreads.has(error.code)) throw error;
    threads.forget(thread);
    return post(access, posting, attempt);
  }
}

/** A chart that cannot be sent is a note: the message was sent, and would come twice. */
async function sendChart(
  access: SlackAccess,
  { sections }: Document,
  thread: Thread,
  attempt: Attempt,
): Promise<Pick<Sent, "note">> {
  const chart = sections.length === 1 ? sections[0]!.chart : undefined;
  const content = chart && chartPng(chart);
  if (content === undefined) return {};
  try {
    await uploadToSlack(access, { name: "chart.png", content }, thread, attempt);
    return {};
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { note: `the chart was not sent: ${error.message}` };
  }
}
