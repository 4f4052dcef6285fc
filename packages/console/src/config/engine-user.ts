// Who the embedded engine runs as: `--engine-user`.
import { readFileSync } from "node:fs";
import { z } from "zod";

/** A user and a group by number; `same` is the console's own user. */
export type EngineUser = SystemUser | "same";

/** By number. */
interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const maxId = 2 ** 32 - 2;

/** The user that `text` names. Adds what is wrong to `context` for a user that does not exist, and for root. */
export function parseEngineUser(text: string, context: z.RefinementCtx): EngineUser {
  if (text === "same") return text;
  const user = /^\d/.test(text) ? byNumber(text) : byName(text);
  if (user !== undefined && user.uid !== 0) return user;
  context.addIssue(
    user === undefined
      ? "the name of a user in /etc/passwd, a number like 1000, or user and group like 1000:1000"
      : "a user without rights, not root; leave the option out for the default",
  );
  return z.NEVER;
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
