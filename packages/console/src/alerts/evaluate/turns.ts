// The turns of one tenant in one term: what was put off, what was missed, and whether there is time to make up for it.
import { type Engine, type EngineState, stepOf } from "alerts";
import { type Turn, turnOf } from "./turn.ts";

export interface StartedTurn extends Turn {
  /** Unix ms. */
  readonly startedMs: number;
  readonly stepMs: number;
}

export interface Turns {
  /** Undefined when nothing is due. */
  next(
    engine: Engine,
    state: EngineState,
    given: {
      /** Times up to here are not made up for. */
      readonly steadySinceMs: number;
      /** The rules differ from those that are published. */
      readonly isChanged: boolean;
      /** Unix ms since when a rule is as it is. */
      readonly definedMs: (rule: string) => number;
    },
  ): StartedTurn | undefined;
  /** Its round is stored. */
  finish(turn: StartedTurn): void;
}

/** After so many rounds in a row that each took more than half of a step, missed times are given up: making up would take longer. */
const mostLongRounds = 2;

export function createTenantTurns(nowMs: () => number): Turns {
  /** Rules wait that the last round has put off. */
  let owesSlow = false;
  /** Up to here nothing is missed. Before the first round, other processes may have evaluated. */
  let doneMs = Infinity;
  /** In a row, until now. */
  let longRounds = 0;
  return {
    next(engine, state, { steadySinceMs, isChanged, definedMs }) {
      const startedMs = nowMs();
      const afterMs = longRounds >= mostLongRounds ? Infinity : Math.max(doneMs, steadySinceMs);
      const turn = turnOf(engine, state, { nowMs: startedMs, afterMs, owesSlow, isChanged, definedMs });
      // a rule that is enabled later, or evaluated more often, has missed nothing until now
      if (turn === undefined && doneMs !== Infinity) doneMs = startedMs;
      owesSlow = turn?.putsOff ?? false;
      return turn && { ...turn, startedMs, stepMs: stepOf(engine.rules) };
    },
    finish({ doneMs: done, isSlow, startedMs, stepMs }) {
      doneMs = done;
      if (!isSlow) longRounds = nowMs() - startedMs > stepMs / 2 ? longRounds + 1 : 0;
    },
  };
}
