// Dashboards of Grafana from a catalog: transactions, journeys, workflows, own metrics, objectives, and those that the catalog declares.
import type { Catalog, Thing } from "../catalog.ts";
import type { Finding } from "../finding.ts";
import { fileName } from "../prometheus/rule-file.ts";
import { journeySection, transactionSection, workflowSection } from "./business.ts";
import { type Head, layOut, type Section } from "./layout.ts";
import type { Dashboard, GrafanaFile } from "./model.ts";
import { provisioning } from "./provisioning.ts";
import type { BoardOptions } from "./queries.ts";
import { declaredSection, metricSections, objectiveSection } from "./technical.ts";

export { type Board, type BoardMetric, grafanaBoard } from "./board.ts";

export interface GrafanaFiles {
  readonly files: readonly GrafanaFile[];
  readonly findings: readonly Finding[];
}

/**
 * Dashboards for what `catalog` itself declares, with the files by which Grafana finds them. Those of imported catalogs belong to their own
 * teams. A chart that Prometheus cannot compute is a finding.
 */
export function grafanaDashboards(catalog: Catalog, options: BoardOptions): GrafanaFiles {
  const findings: Finding[] = [];
  const base = fileName(catalog.name);
  const boards = boardsOf(catalog, options, findings).filter(({ sections }) => sections.length > 0);
  const uids = new Set<string>();
  const files = boards.map(({ name, metric, title, description, sections }): GrafanaFile => {
    const uid = uniqueUid(`${base}-${fileName(name)}`, name, uids);
    const head: Head = { uid, title, description, tags: ["telltale", catalog.name] };
    const content: Dashboard = layOut(head, metric, sections);
    return { name: `dashboards/${base}/${uid}.json`, content };
  });
  return { files: [...files, ...(files.length > 0 ? provisioning(catalog.name, base) : [])], findings };
}

interface OwnBoard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A series whose jobs and instances are offered. */
  readonly metric: string;
  readonly sections: readonly Section[];
}

function boardsOf(catalog: Catalog, options: BoardOptions, findings: Finding[]): OwnBoard[] {
  const own = <T extends Thing>(things: readonly T[]): readonly T[] =>
    things.filter((thing) => thing.catalog === catalog.name);
  const { name } = catalog;
  return [
    {
      name: "transactions",
      title: `${name}: transactions`,
      description: "Rate, errors, duration and amount of each transaction.",
      metric: "telltale_transaction_count_total",
      sections: own(catalog.transactions).map((one) => transactionSection(one, catalog, options)),
    },
    {
      name: "journeys",
      title: `${name}: journeys and funnels`,
      description: "Steps that people take, and how many get from the first step to the others.",
      metric: "telltale_journey_steps_total",
      sections: own(catalog.journeys).map((one) => journeySection(one, options)),
    },
    {
      name: "workflows",
      title: `${name}: workflows`,
      description: "Events of each workflow by state, and how long its instances take.",
      metric: "telltale_workflow_events_total",
      sections: own(catalog.workflows).map((one) => workflowSection(one, options)),
    },
    {
      name: "metrics",
      title: `${name}: metrics`,
      description: "The metrics that the catalog declares, by the team that owns them.",
      metric: "up",
      sections: metricSections(own(catalog.metrics), catalog, options),
    },
    {
      name: "objectives",
      title: `${name}: objectives`,
      description: "How fast the error budget of each objective is spent.",
      metric: "up",
      sections: own(catalog.objectives).flatMap((one) => objectiveSection(one, catalog, options) ?? []),
    },
    ...own(catalog.dashboards).map((one) => ({
      name: `board ${one.name}`,
      title: one.title,
      description: one.description ?? `A dashboard that the catalog \`${name}\` declares.`,
      metric: "up",
      sections: [declaredSection(one, catalog, options, findings)].filter(({ charts }) => charts.length > 0),
    })),
  ];
}

const maxUid = 40;

/** `wanted`, or with a hash of `name` where it is too long for Grafana or taken. */
function uniqueUid(wanted: string, name: string, taken: Set<string>): string {
  const fits = wanted.length <= maxUid && !taken.has(wanted);
  const uid = fits ? wanted : `${wanted.slice(0, maxUid - 9)}-${hash(`${wanted} ${name} ${taken.size}`)}`;
  taken.add(uid);
  return uid;
}

// FNV-1a
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) as number), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
