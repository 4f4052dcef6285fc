// The last row that fits and the first that does not, whatever makes it heavy.
import { AttributeTape, decodeTraces, encodeTraces } from "otlp";
import { describe, expect, test } from "vitest";
import {
  attributes,
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
  nowMs,
} from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { maxRowBytes, weightOf } from "./heavy.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

const large = maxRowBytes + 1;
const reported =
  /^1 (spans|log records|points) rejected: with its resource and scope it weighs more than 2 MiB$/;

function setUp() {
  const writer = createMemoryWriter();
  return { writer, intake: createIntake(writer, () => nowMs) };
}

test("a span of two mebibytes is stored, one that is a byte heavier is rejected", async () => {
  const bare = makeTraces([makeSpan({ name: "x" })])[0]!;
  const around =
    weightOf(bare.resource) +
    weightOf(bare.scopeSpans[0]!.scope) +
    weightOf(bare.scopeSpans[0]!.spans[0]) -
    1;
  const { writer, intake } = setUp();
  const spans = [maxRowBytes - around, maxRowBytes - around + 1].map((length) =>
    makeSpan({ name: "x".repeat(length) }),
  );
  const outcome = await intake.traces(makeTraces(spans), large, localSender);
  expect(writer.rows.spans.map(({ name }) => name.length)).toEqual([maxRowBytes - around]);
  expect(outcome.rejected).toBe(1n);
  expect(outcome.errorMessage).toMatch(reported);
  expect(intake.counts.received.spans).toBe(2);
});

test("attributes weigh the same on the tape and as a map", () => {
  const span = makeSpan({
    attributes: attributes({ "db.query.text": "x".repeat(5000), rows: 12n, share: 0.5, cached: true }),
  });
  const bytes = encodeTraces(makeTraces([span]));
  const [onTape, asMap] = [new AttributeTape(bytes), undefined].map(
    (tape) => decodeTraces(bytes, tape)[0]!.scopeSpans[0]!.spans[0]!.attributes,
  );
  const own = weightOf(onTape);
  expect(weightOf(asMap) - own).toBe(16);
});

describe("what makes a row heavy", () => {
  const text = "x".repeat(maxRowBytes);
  test("the body of a log record", async () => {
    const { writer, intake } = setUp();
    const outcome = await intake.logs(makeLogs([makeLog({ body: text }), makeLog()]), large, localSender);
    expect(outcome.errorMessage).toMatch(reported);
    expect(writer.rows.logs).toHaveLength(1);
  });
  test("an attribute of a point", async () => {
    const { writer, intake } = setUp();
    const points = [makePoint({ attributes: attributes({ text }) }), makePoint()];
    const outcome = await intake.metrics(
      makeMetrics([makeMetric({ kind: "gauge", points })]),
      large,
      localSender,
    );
    expect(outcome.errorMessage).toMatch(reported);
    expect(writer.rows.samples).toHaveLength(1);
  });
  test("an event of a span", async () => {
    const { writer, intake } = setUp();
    const event = {
      timeUnixNano: 1n,
      name: "exception",
      attributes: attributes({ stack: text }),
      droppedAttributesCount: 0,
    };
    const outcome = await intake.traces(
      makeTraces([makeSpan({ events: [event] }), makeSpan()]),
      large,
      localSender,
    );
    expect(outcome.errorMessage).toMatch(reported);
    expect(writer.rows.spans).toHaveLength(1);
  });
});
