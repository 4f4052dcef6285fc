// The card providers: servers of others, as moody as those are.
import { createServer, type Server } from "node:http";

/** Listens for charges of all providers. nordpay's new address answers only after the caller has given up. */
export function listenAsProviders(port: number): Server {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { decline } = JSON.parse(Buffer.concat(chunks).toString()) as { decline: number };
      const approved = Math.random() >= decline;
      const answer = approved
        ? { approved }
        : { approved, reason: Math.random() < 0.7 ? "insufficient funds" : "card expired" };
      setTimeout(
        () => {
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
        },
        delayOf(request.url ?? ""),
      );
    });
  });
  return server.listen(port, "127.0.0.1");
}

function delayOf(path: string): number {
  if (path.startsWith("/nordpay/v3")) return 4000;
  const usual = path.startsWith("/harbourpay") ? 180 : 90;
  return Math.random() < 0.01 ? 2500 : usual * (0.5 + Math.random());
}
