// node:http by itself: no routes, and no framework that would hear of errors.
import http, { type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { http as integration, instrumentHttp } from "../../src/integrations/http.ts";
import { describeHttpIntegration, type ContractRoute } from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { listen } from "./listen.ts";

describeIntegration(integration, () => http);

describeHttpIntegration("node:http", {
  integration,
  instrument: () => void instrumentHttp(http),
  hasRoutes: false,
  seesErrors: false,
  serve: async (routes) =>
    listen(
      http.createServer((request, response) => {
        const found = find(routes, request);
        if (found === undefined) {
          response.writeHead(404).end();
          return;
        }
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", async () => {
          try {
            const reply = await found.route.handle({ parameters: found.parameters, body });
            if (typeof reply === "string") response.end(reply);
            else Readable.from(reply).pipe(response);
          } catch {
            response.writeHead(500).end();
          }
        });
      }),
    ),
});

function find(
  routes: readonly ContractRoute[],
  { method, url = "" }: IncomingMessage,
): { route: ContractRoute; parameters: Record<string, string> } | undefined {
  for (const route of routes) {
    const form = new RegExp(`^${route.path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    const match = form.exec(url.split("?", 1)[0] ?? "");
    if (match !== null && route.method === method) return { route, parameters: { ...match.groups } };
  }
  return undefined;
}
