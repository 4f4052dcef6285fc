// A process that serves a folder over HTTP and cuts the first connections for some paths: npm and apt run synchronously, so that a server in
// the process of the test could not answer. Arguments: the folder, a pattern of paths, how many requests fail, the file of the log.
import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const [, , folder = ".", pattern = "", times = "0", log = ""] = process.argv;
let left = Number(times);

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const isFailing = left > 0 && new RegExp(pattern).test(pathname);
  // a folder of npm's registry has its document beside it
  const file = [pathname, `${pathname}.json`]
    .map((place) => path.join(folder, decodeURIComponent(place)))
    .find((place) => existsSync(place) && statSync(place).isFile());
  const answer = isFailing ? "cut" : file === undefined ? "404" : "200";
  appendFileSync(log, `${Date.now()} ${answer} ${pathname}\n`);
  if (isFailing) {
    left--;
    response.socket?.destroy();
  } else if (file === undefined) response.writeHead(404).end();
  else response.writeHead(200).end(readFileSync(file));
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
