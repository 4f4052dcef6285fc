// To whom sessions belong: a session is the user's who was last seen with it.
import type { LogRecord } from "otlp";

interface Owners {
  /** Learns from a business record that names both. */
  see(record: Pick<LogRecord, "eventName" | "timeUnixNano" | "attributes">): void;
  /** A fact with the owner instead of the session. */
  named<Fact extends { readonly who: string; readonly attributes: Readonly<Record<string, string>> }>(
    fact: Fact,
  ): Fact;
}

export function createOwners(): Owners {
  const owners = new Map<string, { readonly user: string; readonly at: bigint }>();
  return {
    see({ eventName, timeUnixNano: at, attributes }) {
      if (!eventName.startsWith("telltale.")) return;
      const [user, session] = ["user.id", "session.id"].map((key) => String(attributes.get(key) ?? ""));
      if (user === "" || session === "") return;
      const known = owners.get(session!);
      if (known === undefined || known.at <= at) owners.set(session!, { user: user!, at });
    },
    named(fact) {
      const owner = "user.id" in fact.attributes ? undefined : owners.get(fact.who);
      return owner === undefined ? fact : { ...fact, who: owner.user };
    },
  };
}
