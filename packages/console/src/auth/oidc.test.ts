// A login provider that is hostile or broken: what it sends costs little, and redirects no user.
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { createOidc } from "./oidc.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A provider whose every answer is written by `answer`. */
async function startProvider(answer: (url: string, response: ServerResponse) => void): Promise<string> {
  server = createServer((_request, response) => answer(url, response));
  await new Promise<void>((resolve) => void server!.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url;
}

const begin = (issuer: string): Promise<unknown> =>
  createOidc({
    issuer,
    clientId: "console",
    clientSecret: undefined,
    scopes: "openid email",
    groupsClaim: "groups",
    rules: [],
  } as unknown as Parameters<typeof createOidc>[0]).begin("http://127.0.0.1/login/oidc/callback", "/");

test.each(["with its length", "in pieces"])("an answer without an end is not read to it: %s", async (how) => {
  let sent = 0;
  const issuer = await startProvider((_, response) => {
    const headers = { "content-type": "application/json" };
    response.writeHead(200, how === "in pieces" ? headers : { ...headers, "content-length": 4_000_000_000 });
    const piece = Buffer.alloc(65_536, " ");
    const more = (): void => {
      while (!response.destroyed && response.write(piece)) sent += piece.length;
      sent += piece.length;
    };
    response.on("drain", more);
    more();
  });
  const failure: unknown = await begin(issuer).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  expect(inspect(failure, { depth: 9 })).toContain("more than 1048576 bytes");
  // what the system's buffers hold
  expect(sent).toBeLessThan(32 * 1024 * 1024);
});

test.each(["javascript:alert(1)//", "data:text/html,x", "ftp://a.example/", "//a.example/", undefined])(
  "redirects no user to %s to log in",
  async (page) => {
    const issuer = await startProvider((url, response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ issuer: url, authorization_endpoint: page, token_endpoint: `${url}/token` })),
    );
    await expect(begin(issuer)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  },
);

test("discovery is not led elsewhere", async () => {
  let asked = 0;
  const issuer = await startProvider((url, response) => {
    asked += 1;
    response.writeHead(302, { location: `${url}/admin` }).end();
  });
  await expect(begin(issuer)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  expect(asked).toBe(1);
});
