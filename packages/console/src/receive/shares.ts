// A share for each tenant, and in it for each principal, of something that all senders use: none of them can take it whole.

/** Who holds a part. */
export interface Holder {
  readonly tenant: string;
  /** Stable; empty where no authentication is required: then there is only one holder. */
  readonly identity: string;
}

/** A limit that was reached. */
export interface Reached {
  readonly of: "all" | "tenant" | "principal";
  readonly used: number;
  readonly limit: number;
}

export interface Shares {
  readonly used: number;
  /**
   * The limit that `more` of `holder` would exceed. Who holds nothing but `own` at a level is not refused there: one request alone has
   * its own limit.
   */
  reached(holder: Holder, more: number, own?: number): Reached | undefined;
  /** Adds `amount`; a negative one gives back. */
  add(holder: Holder, amount: number): void;
}

export interface ShareOptions {
  /** Of all together. */
  readonly all: number;
  /** Of a tenant. Default half of it, once the console has seen a sender of a named tenant; all of it before. */
  readonly ofTenant?: number;
}

const tenantShare = 1 / 2;
/** Of what its tenant may have: the rest is for the tenant's other tokens and people. */
const principalShare = 3 / 4;

export function createShares({ all, ofTenant }: ShareOptions): Shares {
  const byTenant = new Map<string, number>();
  const byPrincipal = new Map<string, number>();
  let used = 0;
  let hasTenants = false;

  function limitOfTenant(): number {
    return ofTenant ?? (hasTenants ? Math.floor(all * tenantShare) : all);
  }

  return {
    get used() {
      return used;
    },
    reached(holder, more, own = 0) {
      hasTenants ||= holder.tenant !== "";
      const tenantLimit = limitOfTenant();
      const levels: readonly (Reached & { readonly isBound: boolean })[] = [
        { of: "all", used, limit: all, isBound: true },
        { of: "tenant", used: byTenant.get(holder.tenant) ?? 0, limit: tenantLimit, isBound: true },
        {
          of: "principal",
          used: byPrincipal.get(keyOf(holder)) ?? 0,
          limit: Math.floor(tenantLimit * principalShare),
          isBound: holder.identity !== "",
        },
      ];
      const level = levels.find((one) => one.isBound && one.used + more > one.limit && one.used !== own);
      return level === undefined ? undefined : { of: level.of, used: level.used, limit: level.limit };
    },
    add(holder, amount) {
      used += amount;
      addTo(byTenant, holder.tenant, amount);
      addTo(byPrincipal, keyOf(holder), amount);
    },
  };
}

/** Removes entries that hold nothing, so that there are only as many as there are active holders. */
function addTo(amounts: Map<string, number>, key: string, amount: number): void {
  const next = (amounts.get(key) ?? 0) + amount;
  if (next === 0) amounts.delete(key);
  else amounts.set(key, next);
}

/** The same person may be in several tenants. */
function keyOf({ tenant, identity }: Holder): string {
  return `${tenant.length} ${tenant}${identity}`;
}
