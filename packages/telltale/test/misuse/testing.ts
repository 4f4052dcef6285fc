// Misuse of `telltale/testing` that must not compile, and what must be inferred. Checked by `tsc -p .`; nothing here runs.
import {
  assertThat,
  type ClockedCollection,
  collect,
  type Collection,
  matchers,
} from "../../src/testing/index.ts";

const telemetry: Collection = collect();
const clocked: ClockedCollection = collect({ clock: "fake" });
clocked.clock.advance(10);
collect({ clock: new Date(), redaction: false, limits: { attributeCount: 10 } })
  .clock.now()
  .toISOString();
// @ts-expect-error -- time is real here
telemetry.clock.advance(10);
// @ts-expect-error -- a clock is `fake`, `real` or a Date
collect({ clock: "slow" });
// @ts-expect-error -- where it goes is not the test's to say
collect({ exporters: [] });
// @ts-expect-error -- nothing is sent anywhere
collect({ endpoint: "http://localhost:4318" });

const settled: Promise<void> = telemetry.settled();
void settled;
telemetry.spans("charge card")[0]?.name satisfies string | undefined;
{
  using own = collect();
  own.logs();
}

const that = assertThat(telemetry);
that.toHaveSpan("charge card", {
  attributes: { a: "text", b: 1, c: /x/, d: (n: number) => n > 1, e: undefined },
});
that.not.toHaveSpan("charge card", {
  parent: null,
  events: ["cache miss", { name: "retry", attributes: { n: 2 } }],
});
that.toHaveSpan(/^GET /, { attributes: { at: new Date(), tags: ["a"] as const } });
that.toHaveTransaction("purchase", { amount: "9.90", outcome: "open", steps: ["cart"] });
that.toHaveEmittedMetric("shop.orders", { sum: (sum: number) => sum > 2 });
that.toHaveCompletedFunnel("signup", { user: "u1" });
// @ts-expect-error -- a name is needed
that.toHaveSpan();
// @ts-expect-error -- no status of a span
that.toHaveSpan("charge card", { status: "failed" });
// @ts-expect-error -- `attributes`, not `attribute`
that.toHaveSpan("charge card", { attribute: {} });
// @ts-expect-error -- no outcome of a transaction
that.toHaveTransaction("purchase", { outcome: "declined" });
// @ts-expect-error -- no level of a log
that.toHaveLogged("paid", { level: "warning" });
// @ts-expect-error -- the contrary of the contrary is not needed
that.not.not.toHaveSpan("charge card");
// @ts-expect-error -- what `collect()` returned
assertThat({ spans: [] });
// @ts-expect-error -- nothing is open, or it is
that.toHaveNoOpenSpans(0);

matchers.toHaveSpan(telemetry, "charge card").pass satisfies boolean;
