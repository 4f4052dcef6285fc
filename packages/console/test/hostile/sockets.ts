// Connections that do not behave: each is opened, misbehaves, and waits for what happens to it.
import { connect, type Socket } from "node:net";

/** First line of the answer, or empty when the connection ended without one. */
export type SocketAnswer = string;

/** Sends `parts` with a pause between them; `halfClose` ends the sending side then, else the connection stays open. */
export function misbehave(
  port: number,
  parts: readonly (string | Buffer)[],
  {
    pauseMs = 0,
    halfClose = false,
    waitMs = 1_500,
  }: { pauseMs?: number; halfClose?: boolean; waitMs?: number } = {},
): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let answer = "";
    const finish = (): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(answer.split("\r\n", 1)[0]!);
    };
    const patience = setTimeout(finish, waitMs);
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.includes("\r\n\r\n")) finish();
    });
    socket.on("end", finish);
    socket.on("error", finish);
    void writeAll(socket, parts, pauseMs, halfClose);
  });
}

async function writeAll(
  socket: Socket,
  parts: readonly (string | Buffer)[],
  pauseMs: number,
  halfClose: boolean,
): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed) return;
    socket.write(part);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (halfClose) socket.end();
}
