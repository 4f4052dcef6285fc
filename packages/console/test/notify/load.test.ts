// Many messages: what one tenant or one receiver has waiting keeps no other waiting, and deliveries are recorded many in one insert.
// @module-tag extended
import { expect, test } from "vitest";
import type { StoredNotice } from "../../src/notify/outbox.ts";
import type { Fetch } from "../../src/notify/request.ts";
import { createDeliveryRecorder } from "../../src/notify/delivery-recorder.ts";
import { allDelivered, createOutbox, senderOf } from "./endpoint.ts";
import { channelOf, notice } from "./notices.ts";

const many = (tenant: string, count: number): readonly StoredNotice[] =>
  Array.from({ length: count }, (_, index) => {
    const group = { region: `r${index}` };
    return notice({ id: `${tenant} ${index}`, tenant, group });
  });

interface Sent {
  readonly alerts: readonly { readonly tenant: string; readonly id: string }[];
}

/** Answers at once, and notes the tenants in the order of their messages. */
function receiver(isDown: (url: string) => boolean = () => false) {
  const tenants: string[] = [];
  const ids: string[] = [];
  const answers: Fetch = async (url, { body }) => {
    if (isDown(String(url))) return new Response("busy", { status: 503 });
    for (const { tenant, id } of (JSON.parse(body as string) as Sent).alerts) {
      tenants.push(tenant);
      ids.push(id);
    }
    return new Response("ok");
  };
  return { tenants, ids, fetch: answers };
}

test("ten thousand messages of a tenant do not keep the message of another one waiting, on the same channel", async () => {
  const { tenants, fetch } = receiver();
  const channel = channelOf("webhook", { url: "http://a.example", rateLimit: { messages: 10, per: "1m" } });
  const sender = senderOf([channel], { fetch });
  sender.outbox.add(...many("shop", 10_000), ...many("bank", 2));
  await sender.step();
  expect(tenants.filter((tenant) => tenant === "bank")).toHaveLength(2);
  expect(tenants.slice(0, 4).toSorted()).toEqual(["bank", "bank", "shop", "shop"]);
  expect(sender.states()[0]).toMatchObject({ failures: 0 });
});

test("ten thousand messages for a receiver that is down do not keep other channels waiting", async () => {
  const { ids, fetch } = receiver((url) => url.includes("down"));
  const sender = senderOf(
    [
      channelOf("webhook", {
        name: "down",
        url: "http://down.example",
      }),
      channelOf("webhook", { name: "up", url: "http://up.example", routes: [{ severities: ["info"] }] }),
    ],
    { fetch },
  );
  sender.outbox.add(...many("shop", 10_000));
  await sender.step();
  sender.outbox.add(notice({ id: "late", tenant: "shop", severity: "info" }));
  await sender.step();
  expect(ids).toEqual(["late"]);
});

test("a thousand deliveries are two inserts a tick, and each is recorded once", async () => {
  const { ids, fetch } = receiver();
  const sender = senderOf(
    [channelOf("webhook", { url: "http://a.example", rateLimit: { messages: 5_000, per: "1m" } })],
    {
      fetch,
    },
  );
  const all = many("shop", 1_000);
  sender.outbox.add(...all);
  await sender.step();
  expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  expect(allDelivered(sender.outbox, all)).toBe(true);
  expect(sender.outbox.deliveries).toHaveLength(1_000);
  expect(sender.outbox.finished).toHaveLength(1_000);
  // the first at once, and the others together
  expect(sender.outbox.inserts.length).toBeLessThanOrEqual(2);
});

const delivery = (noticeId: string) =>
  ({ noticeId, channel: "a", attempt: 1, at: 0, outcome: "sent" }) as const;

test("the first steps of a quiet console are recorded at once, later ones with the next tick", async () => {
  const outbox = createOutbox();
  const recorder = createDeliveryRecorder(outbox, () => undefined);
  recorder.record(delivery("1"));
  recorder.finish("1", () => undefined);
  await expect.poll(() => outbox.inserts).toEqual([2]);
  for (const id of ["2", "3", "4"]) recorder.record(delivery(id));
  // nothing is begun before the tick
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(outbox.inserts).toEqual([2]);
  recorder.resume();
  await recorder.settled();
  expect(outbox.inserts).toEqual([2, 3]);
});

test("an insert that failed is repeated whole, and nothing is finished before it is stored", async () => {
  const outbox = createOutbox();
  const failures: unknown[] = [];
  const recorder = createDeliveryRecorder(outbox, (error) => failures.push(error));
  const finished: string[] = [];
  outbox.break();
  recorder.record(delivery("1"));
  recorder.finish("1", () => finished.push("1"));
  await recorder.settled();
  expect([failures.length, finished, outbox.deliveries]).toEqual([1, [], []]);
  outbox.mend();
  recorder.record(delivery("2"));
  recorder.resume();
  await recorder.settled();
  expect(outbox.deliveries.map(({ noticeId }) => noticeId)).toEqual(["1", "2"]);
  expect(finished).toEqual(["1"]);
  expect(outbox.inserts).toEqual([3]);
});
