// The rules of one tenant, assembled again when a file or a document has changed.
import { RuleMistake } from "alerts";
import type { ApiQueries } from "../../api/context.ts";
import { readWhole } from "../../store/cluster/partial.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import type { FileMemory } from "../rules/file-memory.ts";
import { memoryOf, type PublishedRules } from "../rules/published.ts";
import { assembleRules, type RuleSet } from "../rules/rule-set.ts";
import type { FolderFile, RuleFolder } from "../rules/rule-folder.ts";
import { queriesOf } from "../rules/sql-mistakes.ts";
import { type CheckQuery, createSqlVerdicts } from "../rules/sql-verdicts.ts";
import { readStored, type StoredThing } from "../rules/stored-things.ts";

export interface TenantRules {
  /**
   * The rules now; the same object while nothing has changed.
   *
   * @param published what the last round published: a file that is broken now continues with what it has there.
   */
  current(signal: AbortSignal, published: () => PublishedRules): Promise<RuleSet>;
}

interface TenantRulesOptions {
  readonly tenant: string;
  readonly queries: ApiQueries;
  readonly folder: RuleFolder | undefined;
  readonly nowMs: () => number;
  /** A text that differs after each change of stored rules, as far as it is known. */
  readonly documents: () => string;
  /** Asks the engine about a query; absent: only its text is checked. */
  readonly checkQuery?: CheckQuery | undefined;
  readonly onProblem: (what: string, error: Error) => void;
}

/** What the rules are assembled from. */
interface Parts {
  readonly mark: string;
  readonly files: readonly FolderFile[];
  readonly stored: readonly StoredThing[];
  readonly queries: readonly string[];
}

export function createTenantRules(options: TenantRulesOptions): TenantRules {
  const { tenant, queries, folder, nowMs, documents, checkQuery, onProblem } = options;
  const verdicts = createSqlVerdicts({ check: checkQuery, nowMs });
  let parts: Parts | undefined;
  let known: { readonly mark: string; readonly set: RuleSet; readonly memory: FileMemory } | undefined;

  /** With a mark that differs after each change, also of what is known of queries. */
  async function readParts(signal: AbortSignal): Promise<Parts> {
    const mark = `${folder?.version} ${documents()}`;
    if (parts?.mark !== mark) {
      // what is assembled is kept: rules that a shard has would be missing from then on
      const asRound = { signal, isLatest: true, priority: "background" } as const;
      const stored = await readWhole("the rules", () => readStored(queries, asRound));
      const files = folder?.of(tenant) ?? [];
      parts = { mark, files, stored, queries: allQueries(files, stored) };
    }
    await verdicts.learn(parts.queries, signal);
    return { ...parts, mark: `${mark} ${verdicts.version}` };
  }

  return {
    async current(signal, published) {
      const { mark, files, stored } = await readParts(signal);
      if (known?.mark === mark) return known.set;
      const before = known?.memory ?? memoryOf(published());
      const { set, memory } = await inPieces(
        assembleRules(files, stored, before, nowMs(), { judgeSql: verdicts.judge }),
      );
      known = { mark, set, memory };
      for (const { path, rules, problems } of set.files)
        if (problems.length > 0) {
          const used = rules === 0 ? "none of its rules is in use" : "its last good rules stay in use";
          onProblem(`alert rules in ${path}`, new RuleMistake(problems.map(withLine), `${path}; ${used}`));
        }
      return set;
    },
  };
}

function allQueries(files: readonly FolderFile[], stored: readonly StoredThing[]): readonly string[] {
  const rules = [
    ...files.flatMap(({ content }) => content?.alerts ?? []),
    ...stored.map(({ content }) => content),
  ];
  return rules.flatMap((rule) => queriesOf(rule).map(({ query }) => query));
}

function withLine(problem: RuleSet["files"][number]["problems"][number]): typeof problem {
  const { line, path } = problem;
  if (line === undefined) return problem;
  return { ...problem, path: path === "" ? `line ${line}` : `line ${line}, ${path}` };
}
