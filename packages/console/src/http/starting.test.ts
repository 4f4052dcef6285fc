import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { answerWhileStarting, type Starting } from "./starting.ts";

const request = { host: "127.0.0.1", port: 0, flag: "--port", what: "the page" };
const open: Starting[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.handOver();
});

async function start(): Promise<{ starting: Starting; url: string }> {
  const starting = await answerWhileStarting(request, { tls: undefined, secure: false });
  open.push(starting);
  return { starting, url: `http://127.0.0.1:${starting.port}` };
}

const page = (url: string): Promise<Response> => fetch(url, { headers: { accept: "text/html,*/*" } });

test("a browser sees what is being done, and asks again by itself", async () => {
  const { starting, url } = await start();
  const answer = await page(url);
  const text = await answer.text();
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(text).toMatch(/Starting the store … \d+ s/);
  expect(text).toContain('http-equiv="refresh" content="1"');
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  starting.at("tables");
  expect(await (await page(`${url}/services`)).text()).toContain("Bringing the tables up to date");
});

test("probes and programs hear that it lives and is not ready", async () => {
  const { url } = await start();
  const health = await fetch(`${url}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: "alive" }]);
  for (const [method, path] of [
    ["GET", "/readyz"],
    ["GET", "/api/services"],
    ["POST", "/v1/traces"],
  ] as const) {
    const answer = await fetch(`${url}${path}`, { method });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: "NOT_READY",
      message: "The console starts: Starting the store.",
    });
  }
});

test("another server has the port in the same turn, and open connections get their answer at once", async () => {
  const { starting, url } = await start();
  await (await page(url)).text();
  starting.handOver();
  starting.handOver();
  const next = createServer((_, response) => response.end("ready"));
  next.listen(starting.port, "127.0.0.1");
  try {
    expect(await (await fetch(url)).text()).toBe("ready");
  } finally {
    next.close();
    next.closeAllConnections();
  }
});

test("a port that is taken is named with its flag", async () => {
  const { starting } = await start();
  const again = answerWhileStarting({ ...request, port: starting.port }, { tls: undefined, secure: false });
  await expect(again).rejects.toMatchObject({
    code: "PORT_UNAVAILABLE",
    fix: expect.stringContaining("--port"),
  });
});
