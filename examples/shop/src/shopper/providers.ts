// The card providers: servers of others, as moody as those are.
import { createServer, type Server } from "node:http";

import { chanceOf } from "../chance.ts";
import { settings } from "../settings.ts";

/** Listens for charges of all providers. nordpay's new address answers only after the caller has given up. */
export function listenAsProviders(port: number): Server {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as { orderId: string; decline: number };
      // The number of the visit: the rest of the id differs from run to run.
      const chance = chanceOf(`charge ${body.orderId.split("-").at(-1)}`);
      const approved = chance() >= body.decline;
      const answer = approved
        ? { approved }
        : { approved, reason: chance() < 0.7 ? "insufficient funds" : "card expired" };
      setTimeout(
        () => {
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
        },
        delayOf(request.url ?? "", chance),
      );
    });
  });
  return server.listen(port, "127.0.0.1");
}

function delayOf(path: string, chance: () => number): number {
  if (path.startsWith("/nordpay/v3")) return settings.providerTimeoutMs + 2500;
  const usual = path.startsWith("/harbourpay") ? 180 : 90;
  return chance() < 0.01 ? 2500 : usual * (0.5 + chance());
}
