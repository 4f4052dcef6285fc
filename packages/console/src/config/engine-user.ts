// Who the embedded engine runs as: `--engine-user`.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

/** A user and a group by number; `same` is the console's own user. */
export type EngineUser = SystemUser | "same";

/** By number. */
interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** What the command line gives, as text. */
export interface EngineUserFlags {
  readonly engineUser?: string | undefined;
}

export function withEngineUserOption(command: Command): Command {
  return command.option(
    "--engine-user <user>",
    "user that the embedded engine runs as when the console is root: a name, UID or UID:GID, or `same` (TELLTALE_CONSOLE_ENGINE_USER, default 65533)",
  );
}

const maxId = 2 ** 32 - 2;

/**
 * Reads the option; `undefined` leaves the choice to the engine.
 *
 * @throws {UsageError} for a user that does not exist, and for root.
 */
export function readEngineUser(
  flags: EngineUserFlags,
  env: Readonly<Record<string, string | undefined>>,
): EngineUser | undefined {
  const text = flags.engineUser ?? (env["TELLTALE_CONSOLE_ENGINE_USER"]?.trim() || undefined);
  if (text === undefined || text === "same") return text;
  const user = /^\d/.test(text) ? byNumber(text) : byName(text);
  if (user === undefined)
    throw new UsageError(
      `Cannot use \`--engine-user ${text}\`: expected the name of a user in /etc/passwd, a number like 1000, or user and group like 1000:1000.`,
    );
  if (user.uid === 0)
    throw new UsageError(
      `Cannot use \`--engine-user ${text}\`: this is root. Name a user without rights, or leave the option out.`,
    );
  return user;
}

function byNumber(text: string): SystemUser | undefined {
  const [, uid, gid = uid] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text) ?? [];
  const user = { uid: Number(uid), gid: Number(gid) };
  return user.uid <= maxId && user.gid <= maxId ? user : undefined;
}

function byName(name: string): SystemUser | undefined {
  let users: string;
  try {
    users = readFileSync("/etc/passwd", "utf8");
  } catch {
    return undefined;
  }
  const fields = users
    .split("\n")
    .map((line) => line.split(":"))
    .find(([first, , uid, gid]) => first === name && /^\d+$/.test(uid ?? "") && /^\d+$/.test(gid ?? ""));
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}
