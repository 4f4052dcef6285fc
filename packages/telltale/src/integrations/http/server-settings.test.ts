import { expect, test } from "vitest";
import { resolveServer } from "./server-settings.ts";

test.each([
  [{ ignore: ["health"] }, 'Cannot use `["health"]` as `server.ignore`: expected a list of paths'],
  [{ ignroe: ["/health"] }, "Cannot use the field `server.ignroe`"],
  [{ sizes: "yes" }, "Cannot use `yes` as `server.sizes`: expected true or false"],
  [{ requestId: { headr: "x-id" } }, "Cannot use the field `server.requestId.headr`"],
  [{ requestId: { header: "a b" } }, "as `server.requestId.header`: expected the name of a header"],
  [{ traceHeaders: ["b3"] }, "as `server.traceHeaders[0]`: expected one of server-timing, traceresponse"],
  [{ responseHeaders: ["a b"] }, "as `server.responseHeaders[0]`: expected the name of a header"],
  [{ onRequest: 7 }, "Cannot use `7` as `server.onRequest`: expected a function"],
])("rejects wrong options: %j", (options, message) => {
  expect(() => resolveServer(options as never)).toThrow(
    expect.objectContaining({ code: "TT_OPTION", message: expect.stringContaining(message) as string }),
  );
});

test("reads the options of a server", () => {
  const { requestHeaders, requestId, serverTiming, traceResponse, sizes } = resolveServer({
    requestHeaders: ["X-Tenant"],
    requestId: { header: "X-Id" },
    traceHeaders: ["server-timing"],
  });
  expect(requestHeaders).toEqual([{ header: "x-tenant", attribute: "http.request.header.x-tenant" }]);
  expect(requestId).toEqual({ header: "x-id", take: true });
  expect([serverTiming, traceResponse, sizes]).toEqual([true, false, false]);
});
