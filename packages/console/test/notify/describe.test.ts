import { expect, test } from "vitest";
import { notice } from "./notices.ts";
import { createDescribe } from "../../src/notify/describe.ts";

test("what is not found in time is named", async () => {
  const describe = createDescribe(
    () => ({
      known: { url: "https://telltale.example/alerts/1" },
      read: (add) => {
        add({ traceUrl: "https://telltale.example/traces/1" });
        return new Promise(() => undefined);
      },
    }),
    5,
  );
  expect(await describe(notice())).toEqual({
    url: "https://telltale.example/alerts/1",
    traceUrl: "https://telltale.example/traces/1",
    missing: ["chart", "what differs", "amount at risk"],
  });
});

test("nothing is missing of what there is not", async () => {
  const describe = createDescribe(() => ({ known: {}, read: async () => undefined }));
  expect(await describe(notice())).toEqual({});
});
