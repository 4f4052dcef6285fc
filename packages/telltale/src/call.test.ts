import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collected, collect } from "../test/collect.ts";
import { type CallOptions, traceCall } from "./call.ts";

let collected: Collected;
beforeEach(() => {
  collected = collect();
});
afterEach(async () => collected.stop());

test("gives the headers in every form, the caller's untouched", async () => {
  const forms = [
    { a: "1", b: undefined },
    new Headers({ a: "1" }),
    [["a", "1"]] as const,
    new Map([["a", "1"]]),
  ];
  for (const headers of forms) {
    const sent = traceCall({ url: "http://h/", headers }, (all) => all);
    expect(sent).toEqual({ a: "1", traceparent: expect.stringMatching(/^00-/) as string });
  }
  expect(forms[0]).toEqual({ a: "1", b: undefined });
});

test.each([
  [{ status: 503 }, 503, "503", 2],
  [{ statusCode: 204 }, 204, undefined, 0],
  [{ status: "ok" }, undefined, undefined, 0],
  [undefined, undefined, undefined, 0],
])("the status of %j", async (result, status, error, code) => {
  traceCall({ url: "http://h/" }, () => result);
  await collected.flush();
  const [span] = collected.spans();
  expect(span?.attributes["http.response.status_code"]).toBe(status);
  expect([span?.attributes["error.type"], span?.status]).toEqual([error, code]);
});

test("an error that carries an answer", async () => {
  const error = Object.assign(new Error("no"), { response: { status: 429 } });
  await expect(traceCall({ url: "http://h/" }, async () => Promise.reject(error))).rejects.toBe(error);
  await collected.flush();
  const [span] = collected.spans();
  expect(span?.attributes).toMatchObject({ "http.response.status_code": 429, "error.type": "429" });
  expect(collected.points("http.client.request.duration")[0]?.attributes["error.type"]).toBe("429");
});

test("methods by the conventions", async () => {
  for (const method of [undefined, "post", "BREW"]) traceCall({ url: "http://h/", method }, () => 1);
  await collected.flush();
  expect(
    collected
      .spans()
      .map(({ name, attributes }) => [
        name,
        attributes["http.request.method"],
        attributes["http.request.method_original"],
      ]),
  ).toEqual([
    ["GET", "GET", undefined],
    ["POST", "POST", "post"],
    ["HTTP", "_OTHER", "BREW"],
  ]);
});

test("whatever is passed, the function runs", async () => {
  const hostile = {
    get url(): string {
      throw new Error("no");
    },
  };
  const options: unknown[] = [
    undefined,
    null,
    7,
    {},
    hostile,
    { url: 5, headers: 5, method: 5, resendCount: "x" },
    { url: "http://h", headers: [1] },
  ];
  for (const one of options) expect(traceCall(one as CallOptions, () => 1)).toBe(1);
  await collected.stop();
  expect(traceCall({ url: "http://h/", headers: { a: "1" } }, (headers) => headers)).toEqual({ a: "1" });
});
