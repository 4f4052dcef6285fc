// Environment variables that nothing reads and that are named nearly like one that is read: a mistake, which would else change nothing and say
// nothing. The library, the console and the commands for builds warn of them by this one rule.
import { nearest } from "./nearest.ts";

/** What Kubernetes and Docker give every process beside a service that is called like us. */
const ofService = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/;

/** What `docker run --link` gives beside those: `/shop/telltale-console`, its address, and variables of its own. */
function isOfLink(name: string, value: string | undefined, variables: Variables): boolean {
  if (name.endsWith("_NAME")) return /^(?:\/[\w.-]+){2}$/.test(value ?? "");
  const at = name.indexOf("_ENV_");
  return at > 0 && isOfLink(`${name.slice(0, at)}_NAME`, variables[`${name.slice(0, at)}_NAME`], variables);
}

type Variables = Readonly<Record<string, string | undefined>>;

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
  variables: Variables,
  { known, own, guess }: VariableRule,
): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!/^(?:TE?L|OT)/.test(name) || known.has(name) || ofService.test(name)) return [];
    // the address of a service that is called `telltale`
    if (name.endsWith("_PORT") && value?.includes("://") === true) return [];
    if (isOfLink(name, value, variables)) return [];
    const isOwn = own !== undefined && name.startsWith(own);
    const meant = guess?.(name) ?? (isOwn ? beginningOf(name, known) : undefined) ?? nearest(name, known);
    if (meant !== undefined) return [`unknown variable ${name}: did you mean ${meant}? It is ignored`];
    return isOwn ? [`unknown variable ${name}. It is ignored`] : [];
  });
}

/** The one known name that goes on where `name` ends, such as `…_TOKEN_FILE`. */
function beginningOf(name: string, known: ReadonlySet<string>): string | undefined {
  const longer = [...known].filter((one) => one.startsWith(`${name}_`));
  return longer.length === 1 ? longer[0] : undefined;
}
