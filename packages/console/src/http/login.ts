// How a browser shows the token: once, in a form or as `?token=`; from then on a cookie that scripts cannot read speaks for it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { samplingPollPath } from "contract";
import type { Auth } from "./auth.ts";
import { ProblemError } from "./problem.ts";

/** Addresses that tell nothing and are needed before anybody is known. */
const openPaths: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/login"]);

/** Lets in who shows the token, sends browsers to the form and answers 401 to programs. */
export function registerLogin(app: FastifyInstance, auth: Auth): void {
  if (!auth.required) return;
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 4096 },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );
  app.addHook("onRequest", async (request, reply) => guard(request, reply, auth));
  app.get("/login", async (_request, reply) => reply.type("text/html; charset=utf-8").send(form("")));
  app.post("/login", async (request, reply) => {
    const token = request.body instanceof URLSearchParams ? request.body.get("token") : null;
    if (!auth.isToken(token?.trim() ?? undefined)) {
      return reply.code(401).type("text/html; charset=utf-8").send(form("That is not this console's token."));
    }
    return reply.header("set-cookie", auth.setCookie()).redirect("/", 303);
  });
}

function guard(request: FastifyRequest, reply: FastifyReply, auth: Auth): FastifyReply | undefined {
  const url = new URL(request.url, "http://console");
  if (openPaths.has(url.pathname)) return undefined;
  const token = url.searchParams.get("token");
  if (request.method === "GET" && token !== null && auth.isToken(token)) {
    url.searchParams.delete("token");
    return reply.header("set-cookie", auth.setCookie()).redirect(url.pathname + url.search, 303);
  }
  if (url.pathname === samplingPollPath && auth.isPoller(request.headers.authorization)) return undefined;
  if (auth.isBearer(request.headers.authorization) || auth.isCookie(request.headers.cookie)) return undefined;
  if (request.method === "GET" && request.headers.accept?.includes("text/html") === true)
    return reply.redirect("/login", 303);
  reply.header("www-authenticate", "Bearer");
  throw new ProblemError(
    401,
    "TOKEN_NEEDED",
    "This console asks for its token.",
    "Send the header `authorization: Bearer TOKEN`, or open the page and log in.",
  );
}

function form(error: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Telltale · log in</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 90vh; margin: 0; }
form { display: grid; gap: 8px; width: min(320px, 90vw); }
input, button { font: inherit; padding: 8px; }
[role=alert] { color: light-dark(#b42318, #ff9d94); min-height: 1.5em; margin: 0; }
</style></head>
<body><form method="post" action="/login">
<label for="token">Token of this console</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Log in</button><p role="alert">${error}</p>
</form></body></html>
`;
}
