import { afterEach, expect, test, vi } from "vitest";

import { ApiError } from "./api-error.ts";
import { request, requestAhead, urlOf } from "./client.ts";

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: string, headers: Record<string, string> = {}): void => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(body, { status, headers })),
  );
};

test("encodes parameters and lists in URLs", () => {
  expect(
    urlOf(
      "/api/transactions/:type/:id",
      { type: "a/b", id: "ü 1" },
      { filter: ["a=1", "b=2"], from: "-1h", none: undefined },
    ),
  ).toBe("/api/transactions/a%2Fb/%C3%BC%201?filter=a%3D1&filter=b%3D2&from=-1h");
});

test("returns the result of the API", async () => {
  answer(200, '{"metrics":[]}');
  await expect(request("/api/metrics", { query: { search: "x" } })).resolves.toEqual({ metrics: [] });
});

test("throws the problem with all its fields", async () => {
  answer(
    404,
    '{"status":404,"code":"TRACE_UNKNOWN","message":"No such trace.","fix":"Look elsewhere.","requestId":"7f"}',
  );
  const error = await request("/api/traces/:id", { params: { id: "1" } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).problem).toEqual({
    status: 404,
    code: "TRACE_UNKNOWN",
    message: "No such trace.",
    fix: "Look elsewhere.",
    requestId: "7f",
  });
});

test("turns any other error response into a problem", async () => {
  answer(502, "<html>");
  await expect(request("/api/stats", {})).rejects.toMatchObject({
    problem: { status: 502, code: "UNEXPECTED_ANSWER" },
  });
});

test.each([
  ["2", 2000],
  ["Fri, 20 Nov 2026 11:00:00 GMT", undefined],
])("Retry-After %j comes with the error as %j ms", async (value, retryAfterMs) => {
  answer(503, "{}", { "retry-after": value });
  await expect(request("/api/stats", {})).rejects.toMatchObject({ retryAfterMs });
});

test("reports an unreachable console; an abort stays an abort", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => {
      throw new TypeError("fetch failed");
    }),
  );
  await expect(request("/api/stats", {})).rejects.toMatchObject({ problem: { code: "CONSOLE_UNREACHABLE" } });
  const aborted = AbortSignal.abort();
  await expect(request("/api/stats", {}, aborted)).rejects.toBeInstanceOf(TypeError);
});

test("returns the result of a request that was begun ahead, to the first that asks for it", async () => {
  answer(200, '{"metrics":[]}');
  const input = { query: { search: "x" } };
  requestAhead("/api/metrics", input);
  await expect(request("/api/metrics", input)).resolves.toEqual({ metrics: [] });
  expect(fetch).toHaveBeenCalledTimes(1);
  await request("/api/metrics", input);
  expect(fetch).toHaveBeenCalledTimes(2);
});

test("throws the problem of a request that was begun ahead", async () => {
  answer(404, '{"status":404,"code":"TRACE_UNKNOWN","message":"No such trace.","fix":"Look elsewhere."}');
  const input = { params: { id: "1" } };
  requestAhead("/api/traces/:id", input);
  await expect(request("/api/traces/:id", input)).rejects.toMatchObject({
    problem: { code: "TRACE_UNKNOWN" },
  });
});

test("aborts a request that was begun ahead with the one that waits for it", async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<string>();
  const pending = vi.fn<(url: string, init: RequestInit) => Promise<Response>>((_url, { signal }) => {
    const { promise, reject } = Promise.withResolvers<Response>();
    signal?.addEventListener("abort", () => {
      resolve("aborted");
      reject(new Error("aborted"));
    });
    return promise;
  });
  vi.stubGlobal("fetch", pending);
  const leaving = new AbortController();
  requestAhead("/api/metrics", {});
  const asked = request("/api/metrics", {}, leaving.signal).catch(() => "rejected");
  leaving.abort();
  await expect(aborted).resolves.toBe("aborted");
  await expect(asked).resolves.toBe("rejected");
});

test("of several answers that the session has ended one leads to the login form, until the page is shown again", async () => {
  answer(401, "{}");
  const assign = vi.fn<(url: string) => void>();
  vi.stubGlobal("location", { pathname: "/errors", search: "?from=-1h", assign });
  const shown: ((event: { persisted: boolean }) => void)[] = [];
  vi.stubGlobal("addEventListener", (_: string, listen: (typeof shown)[number]) => shown.push(listen));
  const ask = (): Promise<unknown> => request("/api/stats", {}).catch(() => undefined);
  await Promise.all([ask(), ask()]);
  for (const listen of shown) listen({ persisted: false });
  await ask();
  expect(assign.mock.calls).toEqual([["/login?next=%2Ferrors%3Ffrom%3D-1h"]]);
  for (const listen of shown) listen({ persisted: true });
  await ask();
  expect(assign).toHaveBeenCalledTimes(2);
});
