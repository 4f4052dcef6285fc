// The scale of satisfaction scores. A score is any number, and no record says of which scale it is.

const ends = [1, 5, 10, 100];

/**
 * The first and the last score of the usual scale that has all of `scores`: to 1, 5, 10 or 100, of which those to 5 and to 10 begin at 1 where
 * no score is lower. `undefined` where none has, and without scores.
 *
 * @example
 * scoreScale([2, 4.4]) // [1, 5]
 * scoreScale([0, 7]) // [0, 10]
 */
export function scoreScale(scores: readonly number[]): readonly [first: number, last: number] | undefined {
  const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
  const last = ends.find((end) => highest <= end);
  if (scores.length === 0 || lowest < 0 || last === undefined) return undefined;
  return [(last === 5 || last === 10) && lowest >= 1 ? 1 : 0, last];
}
