// Rules as a file that the console, `telltale replay` and tests read. It is complete: it refers to nothing outside.
import { burnRules, type Objective } from "alerts";
import type { ParamsOf } from "contract";
import { type Yaml, yamlFile } from "quoting/yaml";
import { Attachment } from "../../api/attachment.ts";
import type { ApiContext } from "../../api/context.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { rulesOf } from "../rules/known-rules.ts";
import { knownAlone, objectivesOf, withoutAlerts } from "./rule-alone.ts";
import { readRulesNow } from "./rule-infos.ts";

type Content = RuleEntry["content"];

/** `GET /api/alert-rules/file`. @throws {ProblemError} 404 `ALERT_RULE_UNKNOWN`. */
export async function exportAlertRules(
  { rule }: ParamsOf<"GET /api/alert-rules/file">,
  context: ApiContext,
): Promise<Attachment> {
  const { entries } = await readRulesNow(context);
  const text = rule === undefined ? allStored(entries.toSorted(byName)) : oneRule(rule, entries);
  return new Attachment("alert-rules.yaml", Buffer.from(text), "application/yaml; charset=utf-8");
}

function oneRule(name: string, entries: readonly RuleEntry[]): Yaml {
  const named = entries.flatMap(rulesOf).filter(({ declaration }) => declaration.name === name);
  const known = named.find(({ entry }) => entry.problems.length === 0) ?? named[0];
  if (known === undefined)
    throw new ProblemError(
      "ALERT_RULE_UNKNOWN",
      `There is no rule \`${name}\`.`,
      "See `/api/alert-rules` for existing ones.",
    );
  const file = known.isBurnRule ? { objectives: [known.entry.content] } : knownAlone(known, entries);
  return toYaml(file as Parts, new Map());
}

/** The order of a file does not change with the store's: files are compared by lines. */
const byName = (one: RuleEntry, other: RuleEntry): number =>
  one.content.name < other.content.name ? -1 : Number(one.content.name > other.content.name);

function allStored(entries: readonly RuleEntry[]): Yaml {
  const of = (kind: RuleEntry["kind"]): RuleEntry[] => entries.filter((one) => one.kind === kind);
  const [alerts, objectives] = [of("alert"), of("objective")].map((list) => list.filter(isStored));
  const wanted = new Set(alerts!.flatMap(({ content }) => [...objectivesOf(content["when"])]));
  for (const { content } of objectives!) wanted.delete(content.name);
  const foreign = of("objective").filter(
    (one) => !isStored(one) && one.problems.length === 0 && wanted.has(one.content.name),
  );
  const lost = new Set([...wanted].filter((name) => !foreign.some(({ content }) => content.name === name)));
  const isWhole = ({ content }: RuleEntry): boolean =>
    ![...objectivesOf(content["when"])].some((name) => lost.has(name));
  const whole = alerts!.filter(isWhole);
  const known = new Set([
    ...whole.map(({ content }) => content.name),
    ...objectives!.flatMap(({ content }) =>
      burnRules(content as unknown as Objective).map(({ name }) => name),
    ),
  ]);
  const comments = new Map<Content, string>();
  const file = {
    alerts: whole.map(({ content }) => withoutForeign(content, known, comments)),
    objectives: [
      ...objectives!.map(({ content }) => content),
      ...foreign.map(({ content, place }) => {
        const copy = withoutAlerts(content);
        comments.set(copy, `A copy for the rules above: the objective is in the file ${place}.`);
        return copy;
      }),
    ],
    silences: of("silence")
      .filter(isStored)
      .map(({ content }) => content),
  };
  const broken = alerts!.filter((one) => !isWhole(one)).map(({ content }) => content.name);
  return toYaml(
    file,
    comments,
    broken.length === 0
      ? undefined
      : `Left out, because their objectives do not exist: ${broken.map((name) => JSON.stringify(name)).join(", ")}.`,
  );
}

function isStored({ stored }: RuleEntry): boolean {
  return stored !== "";
}

/** The rule without parents that are not in the file; a comment names them. */
function withoutForeign(
  content: Content,
  known: ReadonlySet<string>,
  comments: Map<Content, string>,
): Content {
  const parents = (content["dependsOn"] ?? []) as readonly string[];
  const foreign = parents.filter((name) => !known.has(name));
  if (foreign.length === 0) return content;
  const { dependsOn: _, ...rest } = content;
  const kept = parents.filter((name) => known.has(name));
  const copy: Content = { ...rest, name: content.name, ...(kept.length > 0 && { dependsOn: kept }) };
  comments.set(
    copy,
    `Also depends on ${foreign.map((name) => JSON.stringify(name)).join(", ")}, not in this file.`,
  );
  return copy;
}

type Parts = Readonly<Record<string, readonly Content[]>>;

function toYaml(parts: Parts, texts: ReadonlyMap<Content, string>, heading?: string): Yaml {
  const given = Object.entries(parts).filter(([, list]) => list.length > 0);
  const comments = given.flatMap(([part, list]) =>
    list.flatMap((content, index) => {
      const text = texts.get(content);
      return text === undefined ? [] : [[[part, index], text] as const];
    }),
  );
  return yamlFile(Object.fromEntries(given), { heading, comments, lineWidth: 80 });
}
