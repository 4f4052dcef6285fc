// What the port of the pages answers while the console starts: that it lives, what it does, and that it is not ready. With a store to bring
// up to date that can take minutes.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { html, text } from "quoting/html";
import { http } from "../node-http.ts";
import { ProblemError } from "../problem/problem.ts";
import { backlog, listenOrExplain, type PortRequest } from "./listen.ts";
import { plainPage, plainPolicy } from "./plain-page.ts";
import { toProblem } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";
import type { Tls } from "./tls.ts";

/** What the console does while it starts, in order. */
const steps = {
  store: "Starting the store",
  tables: "Bringing the tables up to date",
  repair: "Checking what the last run left",
  pages: "Opening the pages",
} as const;

type StartStep = keyof typeof steps;

export interface Starting {
  /** The port that was asked for, or the free one. */
  readonly port: number;
  /** Shown from now on. */
  at(step: StartStep): void;
  /** Closes the port: in the same turn another server can open it. Calling it again does nothing. */
  handOver(): void;
}

/** @throws {ProblemError} `PORT_UNAVAILABLE`. */
export async function answerWhileStarting(
  request: PortRequest,
  { tls, secure }: { readonly tls: Tls | undefined; readonly secure: boolean },
): Promise<Starting> {
  const startedMs = performance.now();
  let step: StartStep = "store";
  const answer = (asked: IncomingMessage, response: ServerResponse): void => {
    // what a client still sends is not read
    const headers = { ...securityHeaders(secure), "cache-control": "no-store", connection: "close" };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = asked.url?.split("?", 1)[0] ?? "";
    if (path === "/healthz") send(response, 200, "application/json", JSON.stringify({ status: "alive" }));
    else if (wantsPage(asked, path)) {
      response.setHeader("content-security-policy", plainPolicy);
      const seconds = Math.round((performance.now() - startedMs) / 1000);
      send(response, 503, "text/html", startPage(steps[step], seconds));
    } else send(response, 503, "application/problem+json", JSON.stringify(problemOf(steps[step])));
  };
  const server = tls === undefined ? http.createServer(answer) : createHttps({ ...tls.https }, answer);
  await listenOrExplain(
    request,
    () =>
      new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host: request.host, port: request.port, backlog }, resolve);
      }),
  );
  return {
    port: (server.address() as AddressInfo).port,
    at: (next) => void (step = next),
    handOver() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function wantsPage({ method, headers }: IncomingMessage, path: string): boolean {
  return method === "GET" && !path.startsWith("/api/") && headers.accept?.includes("text/html") === true;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (status === 503) response.setHeader("retry-after", "1");
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` }).end(body);
}

function problemOf(step: string): ReturnType<typeof toProblem> {
  const problem = new ProblemError("NOT_READY", `The console starts: ${step}.`, "Ask again in a moment.");
  return toProblem(problem, randomBytes(6).toString("hex"));
}

/** Asks again by itself, each second. */
function startPage(step: string, seconds: number): string {
  return plainPage(
    "starting",
    html`<h1>Telltale is starting</h1>
<p role="status">${text(step)} … ${text(`${seconds}`)} s</p>
<p>This page opens by itself when the console is ready.</p>`,
    html`<meta http-equiv="refresh" content="1">`,
  );
}
