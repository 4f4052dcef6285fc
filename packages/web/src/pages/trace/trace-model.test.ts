import { expect, test } from "vitest";

import { errorWord } from "./trace-model.ts";

type Node = Parameters<typeof errorWord>[0];
const text = (value: string) => ({ type: "string", value }) as const;
const exception = (type: string) => ({ name: "exception", attributes: { "exception.type": text(type) } });
const wordOf = (span: object): string =>
  errorWord({
    span: { status: "error", statusMessage: "", attributes: {}, events: [], ...span },
  } as never as Node);

test("the word of a span in error is its type, else its last exception's, else its message", () => {
  const events = [exception("First"), { name: "retry", attributes: {} }, exception("CardDeclined")];
  const attributes = { "error.type": text("timeout") };
  expect(wordOf({ attributes, events, statusMessage: "no" })).toBe("timeout");
  expect(wordOf({ events, statusMessage: "no" })).toBe("CardDeclined");
  expect(wordOf({ events: [exception("")], statusMessage: "no money" })).toBe("no money");
  expect(wordOf({})).toBe("error");
  expect(wordOf({ status: "ok", attributes })).toBe("");
});
