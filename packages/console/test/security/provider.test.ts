// The login against a provider that is not ours: node-oidc-provider, certified, with its own checks of what the console sends.
// @module-tag extended
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOidc } from "../../src/auth/oidc.ts";

const client = { id: "console", secret: "the-secret-of-the-client-of-the-test" };
const redirectUri = "https://telltale.example/login/oidc/callback";
let server: Server;
let issuer: string;

beforeAll(async () => {
  server = createHttpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], groups: ["groups"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, email: "ann@example.com", email_verified: true, groups: ["sre"] }),
    }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    pkce: { required: () => true },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/") !== true) return void answer(request, response);
    void (async () => {
      const { params, grantId, prompt } = await provider.interactionDetails(request, response);
      if (prompt.name === "login")
        return provider.interactionFinished(request, response, { login: { accountId: "ann" } });
      const grant =
        grantId === undefined
          ? new provider.Grant({ accountId: "ann", clientId: params["client_id"] as string })
          : await provider.Grant.find(grantId);
      grant!.addOIDCScope("openid email groups");
      return provider.interactionFinished(request, response, { consent: { grantId: await grant!.save() } });
    })();
  });
});
afterAll(() => server.close());

test("a person logs in at a provider of another vendor", async () => {
  const oidc = createOidc({
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    scopes: "openid email groups",
    groupsClaim: "groups",
    rules: [{ kind: "group", value: "sre", scope: "admin", tenant: "" }],
  });
  const { url, trip } = await oidc.begin(redirectUri, "/traces");
  const jar = new Map<string, string>();
  let next = url;
  while (next.startsWith(issuer)) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(next, { redirect: "manual", headers: { cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      jar.set(name, value);
    }
    next = new URL(response.headers.get("location") ?? "about:blank", issuer).href;
  }
  expect(next).toContain(redirectUri);
  expect(await oidc.finish(new URL(next), trip)).toEqual({
    identity: `oidc:${issuer}#ann`,
    name: "ann@example.com",
    scope: "admin",
    tenant: "",
  });
  await expect(oidc.finish(new URL(next), trip)).rejects.toMatchObject({ status: 401 });
});
