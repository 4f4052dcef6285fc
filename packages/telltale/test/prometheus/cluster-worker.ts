// A worker of a cluster under the configuration of its primary: says whether it has the port for metrics or another one does.
import { start } from "../../src/index.ts";

const telemetry = start({ service: "shop", resourceDetectors: [], exporters: [] });
const asked = setInterval(() => {
  const { prometheus, reports } = telemetry.stats();
  const taken = reports["prometheus_port_taken"] !== undefined;
  if (prometheus?.url === undefined && !taken) return;
  clearInterval(asked);
  process.send?.(taken ? "taken" : "shown");
}, 5);
