// Environment variables that nothing reads and that are named nearly like one that is read: a mistake, which would else change nothing and say
// nothing. The library, the console and the commands for builds warn of them by this one rule.
import { nearest } from "./nearest.ts";

/** What Kubernetes and Docker give every process beside a service that is called like us. */
const ofService = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/;

/** Which names are suspect. */
export interface VariableRule {
  readonly known: ReadonlySet<string>;
  /** The prefix of names that no other software uses: they are warned of even where no known name is near. */
  readonly own?: string;
  /** The known name for which `name` is another word. */
  readonly guess?: (name: string) => string | undefined;
}

/** A warning for each variable that is probably a mistake, with the name that was probably meant. */
export function unknownVariables(
  variables: Readonly<Record<string, string | undefined>>,
  { known, own, guess }: VariableRule,
): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!/^(?:TE?L|OT)/.test(name) || known.has(name) || ofService.test(name)) return [];
    // the address of a service that is called `telltale`
    if (name.endsWith("_PORT") && value?.includes("://") === true) return [];
    const meant = guess?.(name) ?? nearest(name, known);
    if (meant !== undefined) return [`unknown variable ${name}: did you mean ${meant}? It is ignored`];
    return own !== undefined && name.startsWith(own) ? [`unknown variable ${name}. It is ignored`] : [];
  });
}
