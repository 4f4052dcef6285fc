import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import type { Answer } from "../bench/figure.ts";
import { describeBases, readBases } from "../bench/guard/base.ts";
import { pageOf, reasonToKeep, sectionOf, sectionsOf } from "./benchmarks-page.ts";
import { root } from "./source-files.ts";

const answer: Answer = {
  question: "How good is the detector?",
  method: "58 files.",
  figures: [
    { name: "NAB, standard", value: 61.2, unit: "of 100" },
    { name: "CPU time", value: 3.2, unit: "µs/point", spread: [3, 4] },
  ],
};
const published = sectionOf("console-detect", answer, "a machine");

test("an answer with all its data replaces what is published", () => {
  expect(reasonToKeep(answer, undefined)).toBeUndefined();
  expect(reasonToKeep(answer, published)).toBeUndefined();
  const more = { ...answer, figures: [...answer.figures, { name: "new", value: 1, unit: "" }] };
  expect(reasonToKeep(more, published)).toBeUndefined();
});

test("an answer without its data replaces nothing, and says why", () => {
  expect(reasonToKeep({ ...answer, lacks: "the corpus is missing" }, published)).toBe(
    "the corpus is missing",
  );
  expect(reasonToKeep({ ...answer, lacks: "the corpus is missing" }, undefined)).toBe(
    "the corpus is missing",
  );
  expect(reasonToKeep({ ...answer, figures: answer.figures.slice(1) }, published)).toContain(
    "it lacks NAB, standard.",
  );
  expect(reasonToKeep({ ...answer, figures: [] }, undefined)).toBe("it has no figures");
  const [score, cost] = answer.figures as [Answer["figures"][0], Answer["figures"][0]];
  expect(reasonToKeep({ ...answer, figures: [{ ...score, value: Number.NaN }, cost] }, published)).toBe(
    "it has no value for NAB, standard",
  );
  expect(
    reasonToKeep(
      { ...answer, figures: [score, { ...cost, spread: [3, Number.POSITIVE_INFINITY] }] },
      published,
    ),
  ).toBe("it has no value for CPU time");
});

test("what was accepted survives a run, and so do sections that it did not write", () => {
  const guard = "## Accepted changes\n\n| span | × 1.2 |\n";
  const other = sectionOf("library-gone", { ...answer, question: "Another?" }, "a machine");
  const page = pageOf(
    new Map([
      ["console-detect", published],
      ["library-gone", other],
    ]),
    ["console-detect"],
    guard,
  );
  expect(page).toContain(guard);
  expect(pageOf(sectionsOf(page), ["console-detect"], guard)).toBe(page);
});

test("docs/benchmarks.md is what a run without benchmarks would write", () => {
  const page = readFileSync(path.join(root, "docs/benchmarks.md"), "utf8");
  const sections = sectionsOf(page);
  expect(pageOf(sections, [...sections.keys()], describeBases(readBases()))).toBe(page);
});
