// Does "What differs" name the cause? Selections of rows whose cause is known, and random ones, judged by the console's engine and by two
// rankings that are common elsewhere: raw lift, and the values' parts of the Kullback–Leibler divergence.
import { answer, type Figure } from "./figure.ts";
import { run } from "./process.ts";

const sets = Number(process.env["TELLTALE_BENCH_SETS"] ?? 200);
const plans = [
  ["single", "planted cause first"],
  ["pair", "planted pair first"],
  ["random", "nothing differs between random parts"],
] as const;
const rankings = [
  ["telltale", "What differs"],
  ["lift", "raw lift"],
  ["divergence", "KL divergence"],
] as const;

const figures: Figure[] = [];
for (const [plan, promise] of plans) {
  const right = await run<Record<string, number>>(
    "../packages/console/test/differs/trials.ts",
    [plan, String(sets), "20261121"],
    ["--conditions=telltale-source"],
  );
  for (const [ranking, name] of rankings) {
    const count = right[ranking];
    if (count === undefined) throw new Error(`Cannot trust the figures: ${ranking} was not tried`);
    figures.push({ name: `${promise}: ${name}`, unit: "%", value: (count / sets) * 100 });
  }
}
answer({
  question: "What differs: is the cause the first finding?",
  method:
    `${sets} generated data sets a line, of 3,000 to 12,000 rows with some 25 attributes: skewed values, up to 2,000 of an attribute, ids, attributes that half or nine tenths of the rows lack, attributes that go together always or mostly, numbers with long tails. ` +
    "A cause is a value, an absence or a number above a threshold, or two of them, which 1.5 to 40 % of the rows meet; it selects 25 to 90 % of these rows, and other rows are selected without it. " +
    "A cause counts as named when the first finding is it, or a condition that nearly the same rows meet. " +
    "Raw lift and the divergence are given the same conditions and pairs, at least five rows of the selection, half a row more on each side, and report nothing below a lift of 2 and 0.1 bits.",
  figures,
});
