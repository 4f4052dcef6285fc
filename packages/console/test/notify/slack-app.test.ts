// An app of Slack with a bot token: what follows an alert is said below it, with the chart.
import { expect, test } from "vitest";
import { type Call, senderOf, startEndpoint, type TestSender } from "./endpoint.ts";
import { channelOf, details, knowing, notice, start } from "./notices.ts";

const minute = 60_000;

interface Posted {
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Workspace {
  readonly api: string;
  /** Calls of the API. */
  readonly posted: () => readonly Posted[];
  readonly uploads: () => readonly Call[];
  /** Answers of a method from now on, in the place of success. */
  refuse(method: string, error: string | undefined): void;
}

/** Plays Slack: the API below `/api`, and where files go. */
async function startWorkspace(): Promise<Workspace> {
  const endpoint = await startEndpoint();
  const refused = new Map<string, string>();
  let messages = 0;
  endpoint.behave(({ path }, response) => {
    const method = path.replace("/api/", "");
    const error = refused.get(method);
    const answer = error === undefined ? { ok: true, ...answerOf(method) } : { ok: false, error };
    response.writeHead(200).end(JSON.stringify(answer));
  });
  function answerOf(method: string): object {
    if (method === "files.getUploadURLExternal")
      return { upload_url: `${endpoint.url}/upload`, file_id: "F1" };
    // as long as Slack's, which repeats the message
    if (method === "chat.postMessage")
      return { message: { text: "x".repeat(20_000) }, channel: "C1", ts: `1700000000.${++messages}` };
    return {};
  }
  return {
    api: `${endpoint.url}/api`,
    posted: () =>
      endpoint.calls
        .filter(({ path }) => path.startsWith("/api/"))
        .map(({ path, body }) => ({
          method: path.replace("/api/", ""),
          fields: Object.fromEntries(new URLSearchParams(body)),
        })),
    uploads: () => endpoint.calls.filter(({ path }) => path === "/upload"),
    refuse(method, error) {
      if (error === undefined) refused.delete(method);
      else refused.set(method, error);
    },
  };
}

const env = { TOKEN: "xoxb-of-the-app-of-the-shop" };

function senderIn({ api }: Workspace, overrides: Parameters<typeof senderOf>[1] = {}): TestSender {
  return senderOf([channelOf("slack", { token: { env: "TOKEN" }, to: "#on-call", api })], {
    env,
    ...overrides,
  });
}

const messagesOf = ({ posted }: Workspace): readonly Posted["fields"][] =>
  posted().flatMap(({ method, fields }) => (method === "chat.postMessage" ? [fields] : []));

const recovered = notice({ kind: "recovered", at: start + minute });

test("a firing is a message with its chart, and its recovery a reply that the channel sees", async () => {
  const workspace = await startWorkspace();
  const sender = senderIn(workspace, { details: knowing(details) });
  sender.outbox.add(notice());
  await sender.run(2000);
  sender.outbox.add(recovered);
  await sender.run(2000);

  const [firing, recovery] = messagesOf(workspace);
  expect(firing).toMatchObject({ channel: "#on-call" });
  expect(firing).not.toHaveProperty("thread_ts");
  expect(JSON.parse(firing!["blocks"]!)).toContainEqual(expect.objectContaining({ type: "header" }));
  expect(recovery).toMatchObject({ channel: "C1", thread_ts: "1700000000.1", reply_broadcast: "true" });

  const [upload] = workspace.uploads();
  expect(upload).toMatchObject({ headers: { "content-type": "image/png" } });
  expect(upload!.body).toContain("PNG");
  const [done] = workspace.posted().filter(({ method }) => method === "files.completeUploadExternal");
  expect(done!.fields).toEqual({
    files: '[{"id":"F1","title":"Chart"}]',
    channel_id: "C1",
    thread_ts: "1700000000.1",
  });
  expect(sender.outbox.deliveries).toMatchObject([
    { outcome: "sent", status: 200 },
    { outcome: "sent", status: 200 },
  ]);
});

test("the next firing begins a thread of its own", async () => {
  const workspace = await startWorkspace();
  const sender = senderIn(workspace);
  for (const one of [notice(), recovered, notice({ at: start + 2 * minute })]) {
    sender.outbox.add(one);
    await sender.run(2000);
  }
  expect(messagesOf(workspace).map((fields) => fields["thread_ts"])).toEqual([
    undefined,
    "1700000000.1",
    undefined,
  ]);
});

test("parts that are found too late follow in the thread, and nowhere else", async () => {
  const workspace = await startWorkspace();
  const found = Promise.withResolvers<void>();
  const sender = senderIn(workspace, {
    describing: { waitMs: 5, followMs: 600_000 },
    details: () => ({
      known: { url: details.url! },
      async read(add) {
        await found.promise;
        add({ differs: details.differs!, chart: details.chart! });
      },
    }),
  });
  sender.outbox.add(notice());
  await sender.run(3000);
  expect(messagesOf(workspace)[0]!["blocks"]).toContain("Not found in time");
  found.resolve();
  await expect
    .poll(async () => {
      await sender.run(1000);
      return messagesOf(workspace).length;
    })
    .toBe(2);
  const [, followUp] = messagesOf(workspace);
  expect(followUp).toMatchObject({ thread_ts: "1700000000.1" });
  expect(followUp).not.toHaveProperty("reply_broadcast");
  expect(followUp!["blocks"]).toContain("provider = acme");
  await expect.poll(() => workspace.uploads().length).toBe(1);
});

test("what Slack refuses is sent again, with the reason and without the token", async () => {
  const workspace = await startWorkspace();
  workspace.refuse("chat.postMessage", `not_in_channel ${env.TOKEN}`);
  const sender = senderIn(workspace);
  sender.outbox.add(notice());
  await sender.step();
  expect(sender.outbox.deliveries.at(-1)).toMatchObject({ outcome: "retry", status: 200 });
  expect(sender.outbox.deliveries.at(-1)!.error).toContain("Slack answered `not_in_channel [secret]");
  expect(JSON.stringify(sender.outbox.deliveries)).not.toContain("xoxb");
  workspace.refuse("chat.postMessage", undefined);
  await sender.run(5000);
  expect(sender.outbox.deliveries.at(-1)).toMatchObject({ outcome: "sent" });
});

test("a message that Slack will never take is given up", async () => {
  const workspace = await startWorkspace();
  workspace.refuse("chat.postMessage", "invalid_blocks");
  const sender = senderIn(workspace);
  sender.outbox.add(notice());
  await sender.step();
  expect(sender.outbox.deliveries.map(({ outcome }) => outcome)).toEqual(["dead"]);
});

test("a chart that cannot be sent does not send the message again, and is noted", async () => {
  const workspace = await startWorkspace();
  workspace.refuse("files.getUploadURLExternal", "missing_scope");
  const sender = senderIn(workspace, { details: knowing(details) });
  sender.outbox.add(notice());
  await sender.run(5000);
  expect(messagesOf(workspace)).toHaveLength(1);
  expect(sender.outbox.deliveries).toMatchObject([
    {
      outcome: "sent",
      error: "the chart was not sent: Slack answered `missing_scope` to files.getUploadURLExternal",
    },
  ]);
});

test("a recovery whose thread was deleted is a message", async () => {
  const workspace = await startWorkspace();
  const sender = senderIn(workspace);
  sender.outbox.add(notice());
  await sender.run(2000);
  workspace.refuse("chat.postMessage", "thread_not_found");
  sender.outbox.add(recovered);
  await sender.step();
  workspace.refuse("chat.postMessage", undefined);
  await sender.run(5000);
  expect(messagesOf(workspace).map((fields) => fields["thread_ts"])).toEqual([
    undefined,
    "1700000000.1",
    undefined,
    undefined,
  ]);
  expect(sender.outbox.deliveries.at(-1)).toMatchObject({ outcome: "sent" });
});
