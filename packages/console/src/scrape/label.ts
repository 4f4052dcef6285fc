// Scraped samples under the labels of their target: what Prometheus does between reading and storing.
import type { ScrapeJob, ScrapeTarget } from "../config/scrape.ts";
import type { Family, PrometheusSample } from "../formats/prometheus/family.ts";
import { relabel } from "./relabel.ts";

/** Families with the samples that are kept, under their labels, and how many those are. */
export interface Labelled {
  readonly families: readonly Family[];
  readonly samples: number;
}

export function labelFamilies(families: readonly Family[], job: ScrapeJob, target: ScrapeTarget): Labelled {
  const own = targetLabels(job, target);
  const labelled = new Map<string, Family & { readonly samples: PrometheusSample[] }>();
  let count = 0;
  for (const family of families) {
    for (const sample of family.samples) {
      const withName = new Map([["__name__", sample.name], ...join(sample.labels, own, job.honorLabels)]);
      const labels = relabel(withName, job.relabel);
      const name = labels?.get("__name__");
      if (labels === undefined || name === undefined) continue;
      count++;
      const home = homeOf(family, sample.name, name);
      let found = labelled.get(home.name);
      if (found === undefined) {
        found = { ...home, samples: [] };
        labelled.set(home.name, found);
      }
      const timestampMs = job.honorTimestamps ? sample.timestampMs : undefined;
      found.samples.push({ ...sample, name, labels: withoutName(labels), timestampMs });
    }
  }
  return { families: [...labelled.values()], samples: count };
}

/** Labels that every sample of a target gets. */
export function targetLabels(job: ScrapeJob, target: ScrapeTarget): ReadonlyMap<string, string> {
  return new Map([["job", job.name], ["instance", target.instance], ...Object.entries(target.labels)]);
}

function join(
  scraped: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
  honorLabels: boolean,
): ReadonlyMap<string, string> {
  if (honorLabels) return new Map([...own, ...scraped]);
  const labels = new Map<string, string>();
  for (const [name, value] of scraped) labels.set(own.has(name) ? `exported_${name}` : name, value);
  return new Map([...labels, ...own]);
}

/** A sample under another name is of another family, of the same type where the name ends as before. */
function homeOf(family: Family, before: string, after: string): Family {
  if (before === after) return family;
  const suffix = before.slice(family.name.length);
  const isSame = before.startsWith(family.name) && after.endsWith(suffix) && after.length > suffix.length;
  if (isSame) return { ...family, name: after.slice(0, after.length - suffix.length) };
  return { ...family, name: after, type: "unknown" };
}

function withoutName(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...labels].filter(([name]) => name !== "__name__"));
}
