-- The visits of people to one journey, one row each: the path from the step `start`, or from any first step
-- (`fromAny`), to the end (`endTransaction`: a completed one of the type `endName`; `endStep`: a step of that name;
-- `endNone`), when the end was, whether the visit came to it (1), may still go on (2) or was left (3), and in which of
-- its steps something failed, or in one that repeats it at once. With `firstOnly` only the first of these visits of
-- each person, with `allVisits` all.
SELECT
  person,
  arrayFilter(one -> doneAt = 0 OR one.1 <= doneAt, begun) AS path,
  arrayMap(one -> one.2, path) AS names,
  arrayMap(
    step -> arrayExists(
      one -> (doneAt = 0 OR one.1 <= doneAt) AND one.3 != toFixedString('', 16) AND one.3 IN (
        -- include failed-traces
      ), step.3), path) AS failed,
  doneAt,
  multiIf(doneAt > 0, 1, goesOn, 2, 3) AS ending
FROM (
  SELECT
    person,
    all[-1].1 = personLast AND goesOnAtEnd AS goesOn,
    arrayMap(
      times -> (times[1].1, times[1].2, times),
      arraySplit((one, before) -> one.2 != before.2, all, arrayShiftRight(all, 1))) AS steps,
    steps AS begun, -- when fromAny
    arraySlice(steps, indexOf(arrayMap(one -> one.2, steps), {start:String})) AS begun, -- if start
    arrayFirst( -- when endTransaction
        t -> t >= begun[1].1 AND t < all[-1].1 + {visitGapNs:UInt64}, completions) AS doneAt
    arrayFirst(one -> one.2 = {endName:String}, begun).1 AS doneAt -- when endStep
    toUInt64(0) AS doneAt -- when endNone
  FROM (
    SELECT
      people.person AS person,
      goesOnAtEnd,
      personLast,
      completions, -- when endTransaction
      arrayJoin(ofPerson) AS all
    FROM (
      -- include known-steps
      SELECT
        person,
        lastAt AS personLast,
        lastAt + {visitGapNs:UInt64} > high AS goesOnAtEnd,
        arraySplit(
          (one, isNew) -> isNew,
          arrayMap(one -> (one.1, transform(one.4, known.1, known.3, ''), one.5), taken),
          begins) AS walked,
        walked AS begunVisits, -- when fromAny
        arrayFilter(visit -> arrayExists(one -> one.2 = {start:String}, visit), walked) AS begunVisits, -- if start
        begunVisits AS ofPerson -- when allVisits
        arraySlice(begunVisits, 1, 1) AS ofPerson -- when firstOnly
      FROM (
        -- include visits
        )) AS people
    LEFT JOIN ( -- when endTransaction
        SELECT
          person,
          arraySort(groupArray(doneNs)) AS completions
        FROM (
          -- include completed-transactions
          )
        GROUP BY person) AS bought ON bought.person = people.person
    ))
