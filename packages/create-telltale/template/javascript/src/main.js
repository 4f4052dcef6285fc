// The process: telemetry first, so that the other modules find it running, then the server.
import "./telemetry.js";

import { createApp } from "./server.js";

const server = createApp().listen(Number(process.env["PORT"] ?? 8080), () => {
  const { port } = server.address();
  console.log(`my-service listens on http://localhost:${port}`);
});

// the process ends when the last request is answered; what is recorded is sent before
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close());
