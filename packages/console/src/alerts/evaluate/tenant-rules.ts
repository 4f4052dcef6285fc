// The rules of one tenant, assembled again when a file or a document has changed.
import { RuleMistake } from "alerts";
import type { ApiQueries } from "../../api/context.ts";
import { assembleRules, type GoodFiles, type RuleSet } from "../rules/rule-set.ts";
import type { RuleFolder } from "../rules/rule-folder.ts";
import { readStored, storedState } from "../rules/stored-things.ts";

export interface TenantRules {
  /** The rules now; the same object while nothing has changed. */
  current(signal: AbortSignal): Promise<RuleSet>;
}

export function createTenantRules(
  tenant: string,
  queries: ApiQueries,
  folder: RuleFolder | undefined,
  onProblem: (what: string, error: Error) => void,
): TenantRules {
  let known: { readonly mark: string; readonly set: RuleSet } | undefined;
  let good: GoodFiles = new Map();
  return {
    async current(signal) {
      const mark = `${folder?.version} ${await storedState(queries, signal)}`;
      if (known?.mark === mark) return known.set;
      const stored = await readStored(queries, signal);
      const assembled = assembleRules(folder?.of(tenant) ?? [], stored, good);
      ({ good } = assembled);
      known = { mark, set: assembled.set };
      for (const { path, problems } of known.set.files)
        if (problems.length > 0)
          onProblem(
            `alert rules in ${path}`,
            new RuleMistake(problems, `${path}; its last good rules stay in use`),
          );
      return known.set;
    },
  };
}
