import { expect, test } from "vitest";
import { converted } from "../converted-for-test.ts";

test.each<[call: string, reason: RegExp, source: string]>([
  [
    "propagation.getBaggage",
    /baggage/,
    `import { context, propagation } from "@opentelemetry/api";\npropagation.getBaggage(context.active());`,
  ],
  [
    "propagation.getActiveBaggage",
    /baggage/,
    `import { propagation } from "@opentelemetry/api";\npropagation.getActiveBaggage();`,
  ],
  [
    "propagation.createBaggage",
    /baggage/,
    `const { propagation } = require("@opentelemetry/api");\npropagation.createBaggage();`,
  ],
  [
    "propagation.setBaggage",
    /unchanged/,
    `import api from "@opentelemetry/api";\napi.propagation.setBaggage(c, b);`,
  ],
  [
    "recordException",
    /span\.fail/,
    `import { trace } from "@opentelemetry/api";\ntrace.getActiveSpan()?.recordException(e);`,
  ],
  [
    "registerInstrumentations",
    /instrumentations/,
    `import { registerInstrumentations } from "@opentelemetry/instrumentation";\nregisterInstrumentations({});`,
  ],
  [
    "new WebTracerProvider",
    /browser/,
    `import { WebTracerProvider } from "@opentelemetry/sdk-trace-web";\nnew WebTracerProvider();`,
  ],
  [
    "new ZoneContextManager",
    /browser/,
    `import { ZoneContextManager } from "@opentelemetry/context-zone";\nnew ZoneContextManager();`,
  ],
  [
    "envDetector",
    /resourceDetectors/,
    `import { envDetector } from "@opentelemetry/resources";\nuse([envDetector]);`,
  ],
  [
    "detectResources",
    /resourceDetectors/,
    `import { detectResources } from "@opentelemetry/resources";\ndetectResources({});`,
  ],
  [
    "new TraceIdRatioBasedSampler",
    /sampler/,
    `import { TraceIdRatioBasedSampler } from "@opentelemetry/sdk-trace-base";\nuse(new TraceIdRatioBasedSampler(0.1));`,
  ],
  [
    "class Rates",
    /sampler/,
    `import type { Sampler } from "@opentelemetry/sdk-trace-base";\nexport class Rates implements Sampler {}`,
  ],
  [
    "rates",
    /sampler/,
    `import type { Sampler } from "@opentelemetry/sdk-trace-base";\nexport const rates: Sampler = { shouldSample };`,
  ],
  [
    "class Quiet",
    /processors/,
    `import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";\nexport class Quiet extends BatchSpanProcessor {}`,
  ],
  [
    "class Ours",
    /propagators/,
    `import { type TextMapPropagator } from "@opentelemetry/api";\nexport class Ours implements TextMapPropagator {}`,
  ],
  [
    "class File",
    /exporters/,
    `import type { SpanExporter } from "@opentelemetry/sdk-trace-base";\nclass File implements SpanExporter {}`,
  ],
  ["new View", /views/, `import { View } from "@opentelemetry/sdk-metrics";\nnew View({});`],
  [
    "new NodeTracerProvider",
    /provider/,
    `import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";\nnew NodeTracerProvider();`,
  ],
])("lists %s", (call, reason, source) => {
  expect(converted({ "a.ts": source }).left).toContainEqual(
    expect.objectContaining({ call, reason: expect.stringMatching(reason) as unknown }),
  );
});

test("lists nothing that is converted, and nothing of others", () => {
  const sdk = `import { NodeSDK } from "@opentelemetry/sdk-node";\nimport { AlwaysOnSampler } from "@opentelemetry/sdk-trace-base";\nconst sdk = new NodeSDK({ sampler: new AlwaysOnSampler() });\nsdk.start();\n`;
  const span = `import { trace } from "@opentelemetry/api";\ntrace.getTracer("a").startActiveSpan("a", (span) => { try { work(); } catch (e) { span.recordException(e); throw e; } finally { span.end(); } });\n`;
  expect(converted({ "a.ts": sdk, "b.ts": span }).left).toEqual([]);
  expect(
    converted({ "a.ts": `import { Sampler } from "audio";\nexport const a = new Sampler();` }).left,
  ).toEqual([]);
});
