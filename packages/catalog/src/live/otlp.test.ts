import { expect, test } from "vitest";

import type { LiveFinding } from "./live-finding.ts";
import { toFindingRequest } from "./otlp.ts";

test("writes a finding as Weaver's event", () => {
  const finding: LiveFinding = {
    id: "entity_association_not_satisfied",
    level: "violation",
    message: "None of the associated entities [pod, node] were satisfied by the resource.",
    sampleType: "metric",
    signalType: "metric",
    signalName: "shop.orders",
    context: { entity_type: ["pod", "node"], expected: 2, share: 0.5, known: true },
    resource: { "service.name": "shop" },
    count: 4,
  };
  expect(toFindingRequest([finding], 1_700_000_000_000)).toStrictEqual({
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "telltale" } }] },
        scopeLogs: [
          {
            scope: { name: "weaver.live_check" },
            logRecords: [
              {
                timeUnixNano: "1700000000000000000",
                severityNumber: 17,
                severityText: "ERROR",
                eventName: "weaver.live_check.finding",
                body: { stringValue: finding.message },
                attributes: [
                  ["weaver.finding.id", { stringValue: "entity_association_not_satisfied" }],
                  ["weaver.finding.level", { stringValue: "violation" }],
                  ["weaver.finding.sample.type", { stringValue: "metric" }],
                  ["weaver.finding.signal.type", { stringValue: "metric" }],
                  ["weaver.finding.signal.name", { stringValue: "shop.orders" }],
                  ["weaver.finding.context.entity_type.0", { stringValue: "pod" }],
                  ["weaver.finding.context.entity_type.1", { stringValue: "node" }],
                  ["weaver.finding.context.expected", { intValue: "2" }],
                  ["weaver.finding.context.share", { doubleValue: 0.5 }],
                  ["weaver.finding.context.known", { boolValue: true }],
                  ["weaver.finding.resource.attribute.service.name", { stringValue: "shop" }],
                ].map(([key, value]) => ({ key, value })),
              },
            ],
          },
        ],
      },
    ],
  });
});
