// A provider of OpenID Connect that does what a test tells it to: real endpoints, real keys and signatures, any claims.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

export interface TestIssuer {
  readonly url: string;
  /** Claims about the next person who logs in, over the correct ones. */
  claims: JWTPayload;
  /** How the next statement is signed. */
  signature: "right" | "another key" | "none" | "the client's secret";
  close(): void;
}

export const client = { id: "console", secret: "the-secret-of-the-client-of-the-test" };

interface AuthorizationRequest {
  readonly nonce: string;
  readonly challenge: string;
}

export async function startIssuer(): Promise<TestIssuer> {
  const own = await generateKeyPair("RS256");
  const foreign = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const asked = new Map<string, AuthorizationRequest>();
  const issuer: { -readonly [K in keyof TestIssuer]: TestIssuer[K] } = {
    url: "",
    claims: {},
    signature: "right",
    close: () => server.close(),
  };

  async function sign(claims: JWTPayload): Promise<string> {
    if (issuer.signature === "none") return new UnsecuredJWT(claims).encode();
    if (issuer.signature === "the client's secret")
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: "one" })
        .sign(new TextEncoder().encode(client.secret));
    const key = issuer.signature === "right" ? own.privateKey : foreign.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(key);
  }

  async function token(request: IncomingMessage): Promise<object | undefined> {
    const form = new URLSearchParams(await textOf(request));
    const code = asked.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code === undefined || challenge !== code.challenge || form.get("client_secret") !== client.secret)
      return undefined;
    asked.delete(form.get("code") ?? "");
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: issuer.url,
      aud: client.id,
      sub: "person-1",
      iat: now,
      exp: now + 300,
      nonce: code.nonce,
    };
    const claims = Object.fromEntries(
      Object.entries({ ...right, ...issuer.claims }).filter(([, value]) => value !== null),
    );
    return { access_token: "access", token_type: "Bearer", expires_in: 60, id_token: await sign(claims) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer.url);
    if (url.pathname === "/.well-known/openid-configuration") return json(response, metadata(issuer.url));
    if (url.pathname === "/jwks") return json(response, { keys: [jwk] });
    if (url.pathname === "/token") {
      const answered = await token(request);
      return answered === undefined
        ? json(response, { error: "invalid_grant" }, 400)
        : json(response, answered);
    }
    const code = `code-${asked.size}-${Math.random()}`;
    const { searchParams } = url;
    asked.set(code, {
      nonce: searchParams.get("nonce") ?? "",
      challenge: searchParams.get("code_challenge") ?? "",
    });
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return issuer;
}

function metadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
    code_challenge_methods_supported: ["S256"],
  };
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
