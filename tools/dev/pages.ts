// The server of `npm run dev` that browsers ask: pages from Vite, with changes as they are made, and everything else from the console. The
// pages have the content security policy of the product, with a nonce for each answer, so that what it forbids fails here, too.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, realpathSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  request as ask,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { createServer as createVite, type ViteDevServer } from "vite";

import { listenOrExplain } from "../../packages/console/src/http/listen.ts";
import {
  contentSecurityPolicy,
  noncePlace,
  securityHeaders,
} from "../../packages/console/src/http/security-headers.ts";
import { root } from "../source-files.ts";

export interface PagesOptions {
  readonly port: number;
  /** That of the console, which listens on the loopback. */
  readonly consolePort: number;
  /** Resolves when no console is taking over: whether one runs. */
  readonly consoleRuns: () => Promise<boolean>;
}

export interface Pages {
  readonly url: string;
  /** Lets every open page load again. */
  reload(): void;
  close(): Promise<void>;
}

/** How long a connection without a request stays open, the same as that of the console: a test or a browser may pause. */
const keptOpenMs = 72_000;

const host = "127.0.0.1";
const web = path.join(root, "packages/web");

/** Starts the server. @throws {ProblemError} for a port that is in use. */
export async function startPages(options: PagesOptions): Promise<Pages> {
  const server = createServer({ keepAliveTimeout: keptOpenMs });
  const vite = await createVite({
    configFile: path.join(web, "vite.config.ts"),
    appType: "custom",
    clearScreen: false,
    logLevel: "warn",
    server: {
      middlewareMode: true,
      hmr: { server },
      // packages may be links to elsewhere
      fs: { allow: [root, path.dirname(realpathSync(path.join(root, "node_modules/vite")))] },
    },
  });
  server.on("request", (request, response) => answer(request, response, vite, options));
  await listenOrExplain({ host, port: options.port, flag: "--port", what: "the pages" }, async () => {
    server.listen({ host, port: options.port, exclusive: true });
    await once(server, "listening");
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    reload: () => vite.environments.client.hot.send({ type: "full-reload", path: "*" }),
    close: () => close(server, vite),
  };
}

async function close(server: Server, vite: ViteDevServer): Promise<void> {
  await vite.close();
  server.closeAllConnections();
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}

const ofConsole = /^\/(?:api|docs|login|logout|healthz|readyz)(?:[/?]|$)/;

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  vite: ViteDevServer,
  options: PagesOptions,
): void {
  const url = request.url ?? "/";
  const wantsPage = request.headers.accept?.includes("text/html") === true;
  if (ofConsole.test(url) || (/^\/metrics(?:\?|$)/.test(url) && !wantsPage))
    void forward(request, response, options);
  else vite.middlewares(request, response, () => void sendPage(url, response, vite));
}

/** The page of any address, as the console answers with it (`http/assets.ts` of the console). */
async function sendPage(url: string, response: ServerResponse, vite: ViteDevServer): Promise<void> {
  try {
    const page = await vite.transformIndexHtml(url, readFileSync(path.join(web, "index.html"), "utf8"));
    const nonce = randomBytes(16).toString("base64");
    response.writeHead(200, {
      ...securityHeaders(false),
      "content-security-policy": contentSecurityPolicy(nonce),
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
    });
    response.end(page.replaceAll(noncePlace, nonce));
  } catch (error) {
    console.error(error);
    say(response, 500, `Cannot make the page: ${(error as Error).message}`);
  }
}

/** Waits while a console takes over, so that a change costs no page an answer. */
async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { consolePort, consoleRuns }: PagesOptions,
): Promise<void> {
  if (!(await consoleRuns()))
    return say(
      response,
      503,
      "No console runs: see the terminal. The next change of a file starts it again.",
    );
  const { method, url } = request;
  const headers = { ...request.headers, connection: "close" };
  const onward = ask({ host, port: consolePort, method, path: url, headers, agent: false }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, endToEnd(answered.rawHeaders));
    answered.pipe(response);
    answered.on("error", () => response.destroy());
  });
  onward.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else say(response, 502, `The console did not answer: ${error.message}`);
  });
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

/** Without the fields that speak of the console's own connection (RFC 9110, section 7.6.1): this server closes its own when it likes. */
function endToEnd(raw: readonly string[]): string[] {
  const hopByHop = /^(?:connection|keep-alive|transfer-encoding)$/i;
  return raw.filter((_text, at) => !hopByHop.test(raw[at - (at % 2)] ?? ""));
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
