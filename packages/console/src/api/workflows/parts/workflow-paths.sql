-- One row an instance with a record in the range: its path as arrays of numbers, one element an event, oldest first:
-- the newest 1,000. Where an instance has more (`isCut`), the one before them is the first element: it says in which
-- state the instance was, and does not count itself. Of two events at the same ns with the same state only one counts:
-- it was stored twice. Each array is a level of its own, because the engine repeats the text of an alias wherever it is
-- used, and would plan for seconds. No lambda reads another array, because the engine copies it for each element. No
-- `if`, `AND` or `OR` is outside of a lambda, because the engine computes their arguments lazily, and anew for each
-- use. Arrays that are sorted have numbers, not tuples, which takes a fifth of the time. `origins` and `targets` are
-- states; `stays` is the time in the origin, `lost` the time since the target was last reached or -1; `marks`: known to
-- be illegal; `changes`: the state changes. `endState`: that of the last record that names one.
SELECT
  *,
  arrayMap(one -> toInt64(one) - 1, arraySort(arrayMap(
    (this, before) -> bitShiftLeft(toUInt128(bitAnd(bitShiftRight(this, 64), 65535)), 64)
      + (bitShiftRight(this, 80) != 0 AND bitShiftRight(this, 80) = bitShiftRight(before, 80))
        * (1 + toUInt64(this) - toUInt64(before)),
    byState, arrayShiftRight(byState, 1)))) AS lost,
  arrayMap(
    (origin, time, since) -> if(origin = 0, 0, time - since), origins, times, arrayShiftRight(entered, 1)) AS stays,
  entered[-1] + empty(times) * began AS inStateSince
FROM (
  SELECT
    *,
    arraySort(arrayMap(
      (s, target, time, i) -> bitShiftLeft(toUInt128(if(s = target, s, 0)), 80) + bitShiftLeft(toUInt128(i), 64) + time,
      states, targets, times, arrayEnumerate(times))) AS byState,
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
            arrayMap(event -> toInt64(bitShiftRight(event, 64)), path) AS times,
            arrayMap(event -> toInt64(intDiv(toUInt64(event), 2097152)), path) AS recorded,
            arrayMap(event -> toInt64(intDiv(event, 2) % 1048576), path) AS events,
            arrayMap(event -> toUInt8(event % 2), path) AS marks,
            toUInt8(greatest(length(path) > 1000, length(records) > 2000)) AS isCut
          FROM (
            SELECT
              *,
              toInt64(bitShiftRight(first, 192)) AS began,
              toInt64(bitShiftRight(records[-1], 192)) AS last,
              toUInt64(bitShiftRight(records[-1], 128)) >= 9223372036854775808 AS isOver,
              transform(
                toUInt64(bitShiftRight(arrayLast(
                  event -> toUInt64(bitShiftRight(event, 128)) % 9223372036854775808 != stateHashes[1], records), 128))
                  % 9223372036854775808,
                stateHashes, arrayEnumerate(names), 1) - 1 AS endState,
              names[endState + 1] AS lastState,
              arraySlice(arrayCompact(arrayMap(
                event -> bitShiftLeft(bitShiftRight(event, 192)::UInt128, 64)
                  + (transform(toUInt64(bitShiftRight(event, 128)), stateHashes, arrayEnumerate(names), 1) - 1)
                    * 2097152
                  + (transform(toUInt64(bitShiftRight(event, 64)), eventHashes, arrayEnumerate(names), 1) - 1) * 2
                  + (toUInt64(event) >= 9223372036854775808),
                arrayFilter(
                  event -> toUInt64(bitShiftRight(event, 128)) < 9223372036854775808, records))), -1001) AS path
            FROM (
              -- include workflow-groups
            )))))))
