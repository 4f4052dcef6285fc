// Keeps connections busy: each asks anew as soon as it was answered. Raw sockets, so that the load takes as little as can be.
import { connect } from "node:net";

const end = "\r\n\r\nhello world";

/** Has `count` requests answered over `connections`; resolves to the milliseconds it took. @throws where an answer is not the greeting */
export async function hammer(port: number, connections: number, count: number): Promise<number> {
  const began = performance.now();
  let left = count;
  const request = `GET /hello/world HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\n\r\n`;
  const lane = async (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1").setNoDelay().setEncoding("latin1");
      let text = "";
      const next = (): void => {
        if (left-- > 0) socket.write(request);
        else resolve(void socket.destroy());
      };
      socket.on("connect", next).on("error", reject);
      socket.on("data", (part: string) => {
        text += part;
        if (!text.endsWith(end)) return;
        if (!text.startsWith("HTTP/1.1 200")) reject(new Error(`Cannot trust the figures: ${text}`));
        text = "";
        next();
      });
    });
  await Promise.all(Array.from({ length: connections }, lane));
  return performance.now() - began;
}
