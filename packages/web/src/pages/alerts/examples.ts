// Addresses at which the pages of alerts are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

const rule = encodeURIComponent(
  JSON.stringify({
    name: "Purchases fail often",
    on: { transaction: "purchase", measure: "failure" },
    when: { above: 0.1 },
  }),
);

export const examples: Examples = {
  visits: [
    { address: "/alerts", hasRows: true },
    { address: "/alerts?view=history", hasRows: true },
    { address: "/alerts/a1f0c3" },
    { address: "/alerts/rules", hasRows: true },
    { address: "/alerts/rules/r-completion" },
    { address: "/alerts/rules/new" },
    { address: "/alerts/silences?match=alert%3DPayment*" },
    { address: "/alerts/objectives", hasRows: true },
    { address: "/alerts/channels", hasRows: true },
    { address: "/alerts/anomalies", hasRows: true },
    { address: "/alerts/anomalies/a100000000000001" },
  ],
  screens: [
    { name: "alerts", address: "/alerts?from=-1h", guide: "console-alerts", narrow: true },
    { name: "alert", address: "/alerts/{alert}?from=-1h", guide: "console-alerts" },
    { name: "alert-rules", address: "/alerts/rules?from=-1h", guide: "console-alerts" },
    { name: "alert-rule", address: `/alerts/rules/new?rule=${rule}`, guide: "console-alerts" },
    { name: "silences", address: "/alerts/silences", guide: "console-alerts" },
    { name: "objectives", address: "/alerts/objectives", guide: "console-alerts" },
    { name: "channels", address: "/alerts/channels", guide: "console-alerts" },
    { name: "anomalies", address: "/alerts/anomalies?from=-1h", guide: "console-alerts" },
  ],
  withoutScreen: {
    "/alerts/anomalies/$id": "An hour of the shop has no anomaly: the detector learns for longer.",
  },
};
