import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { limitHalfOpen } from "./half-open.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function startServer(max: number, graceMs: number) {
  const closed: number[] = [];
  const server = createServer((_request, response) => response.end("alive"));
  limitHalfOpen(server, { max, graceMs, everyMs: 10, onClosed: (count) => closed.push(count) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const open = (text: string): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text, () => resolve(socket)));
      socket.on("error", () => {}).resume();
      closers.push(() => socket.destroy());
    });
  return { open, closed };
}

const half = "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ";

test("of connections that stop within their headers the oldest are closed, and those that sent a request stay", async () => {
  const { open, closed } = await startServer(2, 0);
  const whole = await open("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  await new Promise((resolve) => whole.once("data", resolve));
  const sockets: Socket[] = [];
  for (let at = 0; at < 5; at++) sockets.push(await open(half));
  await expect.poll(() => sockets.map((one) => one.closed)).toEqual([true, true, true, false, false]);
  expect(whole.closed).toBe(false);
  expect(closed.reduce((sum, one) => sum + one, 0)).toBe(3);
});

test("connections that have just come are left alone, however many", async () => {
  const { open, closed } = await startServer(1, 60_000);
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(half)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets.filter((one) => one.closed)).toEqual([]);
  expect(closed).toEqual([]);
});
