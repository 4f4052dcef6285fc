import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkToken } from "./token-check.ts";

test.each([
  [500, { message: "no store" }, { status: "fail", message: /answered 500: no store$/ }, true],
  [401, {}, { status: "fail", message: /does not know this token/ }, true],
  [403, {}, { status: "warn", message: /without the scope `read`/ }, false],
])(
  "the answer %i: whether the rest is tested",
  async (status, body, { status: level, message }, isRejected) => {
    const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const checked = await checkToken(`http://127.0.0.1:${port}`, "made-up-token");
    expect(checked).toMatchObject({
      isRejected,
      finding: { status: level, message: expect.stringMatching(message) as string },
    });
  },
);
