// The walls between what people ask in SQL and the rest of the machine: what the console asks of the engine's process before it starts
// (as a variable of its environment), what that process reports to be in force, and how users are warned.

/** A user and a group of the system, by number. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** What the engine's process does before it starts the engine. */
export interface WallPlan {
  /** Absent: the user that the process was started by. */
  readonly user?: SystemUser | undefined;
  /** Absent: no Landlock. The engine may reach this folder and listen on this port. */
  readonly landlock?: { readonly folder: string; readonly port: number } | undefined;
  /** The named pipe that it makes, out of which the engine reads its statements. */
  readonly statements: string;
}

/** What is in force. */
export interface Walls {
  /** The user that the engine runs as when it is not the console's. */
  readonly user: SystemUser | undefined;
  /** Why it runs as the console's user. */
  readonly userReason: string;
  /** Version of Landlock. */
  readonly landlockAbi: number | undefined;
  /** Whether the engine has no working directory, so that the function `file` fails before it opens anything. */
  readonly cannotCallFile: boolean;
}

export const planVariable = "TELLTALE_ENGINE_WALLS";

/** One line, for the log and for `doctor`. */
export function describeWalls({ user, userReason, landlockAbi, cannotCallFile }: Walls): string {
  return [
    landlockAbi === undefined
      ? `no Landlock (${process.platform === "linux" ? "it needs Linux 5.19 or later with Landlock enabled" : "only Linux has it"})`
      : `Landlock ABI ${landlockAbi}`,
    user === undefined ? `no user of its own (${userReason})` : `own user ${user.uid}:${user.gid}`,
    cannotCallFile === false
      ? "`file()` CAN READ what its user can read"
      : "no working directory (`file()` fails)",
    "grants",
  ].join(", ");
}

/** What to do where something is missing; `undefined` where nothing is. */
export function adviceFor({ user, landlockAbi, cannotCallFile }: Walls): string | undefined {
  if (cannotCallFile === false)
    return "Queries can read files of the engine's user through the function `file`, the rows of other tenants among them: allow SQL only for people who may see everything, and report this with the versions of the console and of `@chdb/lib-…`.";
  if (user === undefined && landlockAbi === undefined)
    return "Only ClickHouse's grants and its missing working directory keep queries from reading files of the console's user. Run the console on Linux 5.19 or later with Landlock, or start it as root so that the engine gets a user of its own.";
  return undefined;
}
