// The Express server of the benchmark with its own instrumentation, `node express-server.ts bare|own URL`. Telltale is that of the side
// that `from-side.ts` names, Express that of this checkout.
import { createRequire } from "node:module";

import { serve } from "../../workload/express.ts";

const [, , way, url] = process.argv;
const require = createRequire(import.meta.url);

if (way === "bare") serve({ require, span: (_name, fn) => fn(), flush: async () => {} });
else {
  const [{ start, trace }, { instrumentHttp }, { instrumentExpress }] = await Promise.all([
    import("telltale"),
    import("telltale/http"),
    import("telltale/express"),
  ]);
  instrumentHttp(require("node:http"));
  instrumentExpress(require("express"));
  const telemetry = start({ service: "bench", endpoint: url as string });
  serve({ require, span: (name, fn) => trace(name, fn), flush: async () => void (await telemetry.flush()) });
}
