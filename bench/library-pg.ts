// What does seeing a query of pg cost, against the official instrumentation on the stock SDK?
import { answer, figureOf, median } from "./figure.ts";
import { compare, type Side } from "./sides.ts";

const rounds = 5;
const bare: Side = { name: "bare", file: "pg-telltale.ts", way: "bare", arrive: 0 };
const ours: Side = { name: "Telltale, its integration of pg", file: "pg-telltale.ts", arrive: 2 };
const stock: Side = {
  name: "stock SDK 2.12, instrumentation-pg 0.76",
  file: "pg-stock.ts",
  arrive: 2,
};
const { ns } = await compare([bare, ours, stock], rounds);
const of = ({ name }: Side): readonly number[] => (ns.get(name) ?? []).map((one) => one / 1000);
const added = (side: Side): number => median(of(side)) - median(of(bare));
answer({
  question: "CPU that seeing a query of PostgreSQL costs",
  method:
    "One short query with a parameter through a pool of eight connections, eight at a time, 16,384 after as many to warm up, each inside a span of its own on the sides that have spans, " +
    `in bursts of 512, each flushed to a receiver in another process, which counted the spans. CPU of the client's process alone, user and system; ${rounds} fresh processes a side in turn. ` +
    "In the figures of both sides is that outer span, and on Telltale the measurement of each query and of each wait for a connection, which the stock side does without.",
  figures: [
    figureOf("bare", "µs CPU a query", of(bare)),
    ...[ours, stock].map((side) =>
      figureOf(
        `added: ${side.name}`,
        "µs CPU a query",
        of(side).map((us) => us - median(of(bare))),
      ),
    ),
    { name: "added by Telltale / by the stock SDK", value: added(ours) / added(stock), unit: "×" },
  ],
});
