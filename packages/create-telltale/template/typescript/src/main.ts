// The process: telemetry first, so that the other modules find it running, then the server.
import "./telemetry.ts";
import type { AddressInfo } from "node:net";

import { createApp } from "./server.ts";

const server = createApp().listen(Number(process.env["PORT"] ?? 8080), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`my-service listens on http://localhost:${port}`);
});

// the process ends when the last request is answered; what is recorded is sent before
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => server.close());
