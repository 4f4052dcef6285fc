-- One row an instance with a record in the range: its path as arrays, of numbers instead of names, which takes a fifth
-- of the memory. At most 1,000 events of an instance are read. Of two events at the same ns with the same state only
-- one counts: it was stored twice. Each array is a level of its own, because the engine repeats the text of an alias
-- wherever it is used, and would plan for seconds. No lambda reads another array, because the engine copies it for each
-- element. No `if`, `AND` or `OR` is outside of a lambda, because the engine computes their arguments lazily, and anew
-- for each use. An event in `byState`: state that it reached, place, time, origin, target, time when the origin was
-- entered, known to be illegal, changes the state.
SELECT
  *,
  arrayMap((this, other) -> (
    0,
    this.4,
    this.5,
    if(this.2 = 1, 0, this.3 - this.6),
    this.7,
    if(this.1 != 0 AND other.1 = this.1, this.3 - other.3, -1),
    this.8), byState, arrayShiftRight(byState, 1)) AS steps
FROM (
  SELECT
    *,
    arraySort(arrayZip(
      arrayMap((s, target) -> if(s = target, s, 0), states, targets), arrayEnumerate(times), times, origins, targets,
      arrayShiftRight(entered, 1), arrayMap(code -> code % 2, path.2), changes)) AS byState,
    entered[-1] + empty(times) * began AS inStateSince
  FROM (
    SELECT
      *,
      arrayFill((time, change) -> change, times, changes) AS entered
    FROM (
      SELECT
        *,
        arrayMap((s, event, origin) -> if(s != 0 AND s != origin, s, event), recorded, events, origins) AS targets,
        arrayMap((s, origin, i) -> s != origin OR i = 1, states, origins, arrayEnumerate(times)) AS changes
      FROM (
        SELECT
          *,
          arrayShiftRight(states, 1) AS origins
        FROM (
          SELECT
            *,
            arrayFill(state -> state != 0, recorded) AS states
          FROM (
            SELECT
              *,
              path.1 AS times,
              arrayMap(code -> intDiv(code, 2097152), path.2) AS recorded,
              arrayMap(code -> intDiv(code, 2) % 1048576, path.2) AS events
            FROM (
              SELECT
                *,
                arraySlice(arrayCompact(arraySort(arrayZip(at, codes))), 1, 1000) AS path
              FROM (
                -- include workflow-groups
              ))))))))
