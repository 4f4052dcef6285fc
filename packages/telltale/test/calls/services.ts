// Which services of a developer's machine answer; what a test says where one does not.
import { connect } from "node:net";

const ports = {
  MariaDB: 3306,
  Mosquitto: 1883,
  PostgreSQL: 5432,
  NATS: 4222,
  RabbitMQ: 5672,
  Redis: 6379,
} as const;

/** Whether `name` is away; then it is said, and with `TELLTALE_SERVICES=required` it is an error. */
export async function isAway(name: keyof typeof ports): Promise<boolean> {
  const port = ports[name];
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
  if (answers) return false;
  const reason = `no ${name} at 127.0.0.1:${port}`;
  if (process.env["TELLTALE_SERVICES"] === "required") throw new Error(reason);
  console.log(`skipped: ${reason}`);
  return true;
}
