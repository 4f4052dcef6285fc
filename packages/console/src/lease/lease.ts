// Elects one of several processes. Claims and heartbeats are rows of a table that all of them read. Clocks of
// different processes are never compared: each process measures on its own monotonic clock how long it has seen no change.

/** One process's claim to a lease. Of one term there may be several; of those that are live the least holder's counts. */
export interface Claim {
  /** Counts up with each change of holder. */
  readonly term: number;
  readonly holder: string;
  /** Counts up with each sign of life. */
  readonly beat: number;
  /** `released` by one who held it, so that it is free at once; `withdrawn` by one who never did, which frees nothing. */
  readonly state: "live" | "released" | "withdrawn";
}

/** Where claims stand. What was written must be seen by everybody who reads afterwards. */
export interface Claims {
  /** The claims of the highest term; none when there never was one. */
  newest(): Promise<readonly Claim[]>;
  write(claim: Claim): Promise<void>;
}

export interface LeaseOptions {
  readonly claims: Claims;
  /** Unlike anybody else's. */
  readonly holder: string;
  /** A holder without a heartbeat for this time has lost the lease. */
  readonly ttlMs: number;
  /** Longer than reading and writing a claim takes; a process that takes longer does not get it. */
  readonly quietMs: number;
  /** A monotonic clock. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Lease {
  /** Whether this process may act as the holder, right now. */
  isHeld(): boolean;
  /** Of the claim by which this process holds it; undefined while it does not. */
  term(): number | undefined;
  /** Looks at the claims, takes the lease when it is free, gives a sign of life when it is held. Resolves to {@link isHeld}. */
  step(): Promise<boolean>;
  /** Gives it up, so that the next one need not wait. */
  release(): Promise<void>;
}

/**
 * Makes this process's side of a lease. At no time do two processes hold it.
 *
 * A claim is written only by a process that read no claim of that term, and counts only when writing was done `quietMs` after
 * that reading began; a claimant waits as long before it looks who won. So a claim that is not seen then was begun after ours
 * was there to be read. A holder stops believing in itself before anybody else may take it for dead: its own time counts from
 * before it wrote, theirs from when they saw it. Clocks may differ in what they show, and by a tenth in how fast they run.
 */
export function createLease(options: LeaseOptions): Lease {
  const { claims, holder, ttlMs, quietMs, nowMs, sleep } = options;
  let mine: Claim | undefined;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let seen = { state: "", sinceMs: nowMs() };
  let highestTerm = 0;
  const isHeld = (): boolean => mine !== undefined && nowMs() < heldUntil;

  async function step(): Promise<boolean> {
    const beganMs = nowMs();
    const winner = winnerOf(await claims.newest());
    highestTerm = Math.max(highestTerm, winner?.term ?? 0);
    if (isHeld() && winner?.holder === holder && winner.term === mine!.term) return beat(mine!, beganMs);
    mine = undefined;
    return isFree(winner, beganMs) ? claim(highestTerm + 1, beganMs) : false;
  }

  /** A sign of life that came after the time was over does not count: another process may have begun to take over before it. */
  async function beat(last: Claim, beganMs: number): Promise<boolean> {
    const next = { ...last, beat: last.beat + 1 };
    await claims.write(next);
    mine = isHeld() ? next : undefined;
    heldUntil = beganMs + ttlMs * ownShare;
    return isHeld();
  }

  function isFree(winner: Claim | undefined, beganMs: number): boolean {
    // claims that were seen and are gone were lost by the store: their holder may be alive
    if (winner === undefined ? highestTerm === 0 : winner.state === "released") return true;
    const state = [winner?.term, winner?.holder, winner?.beat].join(" ");
    if (state !== seen.state) seen = { state, sinceMs: nowMs() };
    return beganMs - seen.sinceMs >= ttlMs;
  }

  async function claim(term: number, beganMs: number): Promise<boolean> {
    const own: Claim = { term, holder, beat: 1, state: "live" };
    await claims.write(own);
    const isLate = nowMs() - beganMs >= quietMs * ownShare;
    if (!isLate) await sleep(quietMs);
    const winner = winnerOf(await claims.newest());
    if (isLate || winner?.holder !== holder || winner.term !== term) {
      await claims.write({ ...own, beat: 2, state: "withdrawn" });
      return false;
    }
    mine = own;
    heldUntil = beganMs + ttlMs * ownShare;
    return isHeld();
  }

  return {
    isHeld,
    term: () => (isHeld() ? mine?.term : undefined),
    step,
    async release() {
      const own = mine;
      mine = undefined;
      if (own !== undefined) await claims.write({ ...own, beat: own.beat + 1, state: "released" });
    },
  };
}

/** What a process allows itself of the times that it allows the others: their clocks may be faster. */
const ownShare = 0.8;

/** What the claims of a term come to: the one that has it, else one that was released, else one that was withdrawn. */
function winnerOf(claims: readonly Claim[]): Claim | undefined {
  const inTurn = claims.toSorted((a, b) => (a.holder < b.holder ? -1 : 1));
  return (
    inTurn.find(({ state }) => state === "live") ??
    inTurn.find(({ state }) => state === "released") ??
    inTurn[0]
  );
}
