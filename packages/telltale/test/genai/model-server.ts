// An HTTP server that answers as the APIs of models do: JSON, or server-sent events in given pieces.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What is answered. */
type Answer =
  | { readonly json: unknown; readonly status?: number }
  /** Events with a name, as Anthropic has them, or without, as OpenAI; `breaks` cuts the connection in the end. */
  | { readonly events: readonly (readonly [name: string, data: unknown])[]; readonly breaks?: boolean };

/** A request as it came. */
interface ReceivedRequest {
  readonly path: string;
  readonly body: any;
  readonly headers: IncomingHttpHeaders;
}

/** A running server. */
export interface ModelServer {
  readonly url: string;
  readonly port: number;
  readonly asked: ReceivedRequest[];
  /** What comes next, one answer a request; the last stays. */
  answer(...answers: Answer[]): void;
  close(): Promise<void>;
}

/** Starts a server on a port of its own. */
export async function startModelServer(): Promise<ModelServer> {
  const asked: ReceivedRequest[] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      asked.push({ path: request.url ?? "", body: JSON.parse(text || "{}"), headers: request.headers });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) as Answer;
      if ("json" in answer) {
        response.writeHead(answer.status ?? 200, { "content-type": "application/json", "request-id": "r1" });
        response.end(JSON.stringify(answer.json));
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream", "request-id": "r1" });
      for (const [name, data] of answer.events) {
        if (name !== "") response.write(`event: ${name}\n`);
        response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
      }
      if (answer.breaks === true) setImmediate(() => response.destroy());
      else response.end();
    });
  });
  // a client on a busy machine must not take a connection again that the server is closing just then
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    answer(...next) {
      answers = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
