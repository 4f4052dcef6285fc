-- Instances by type. `open`: how many are open at the end of the range, how many of them are stuck (without a record
-- for longer than the type's timeout), the longest time without a record, and whose it is; with `buckets` by state and
-- time without a record, too: these are the lower bounds of these times in ms. `steps`: how many started (0: with their
-- first record, with `looksBack` of all times), ended (1), and became stuck (2) in each step of the range; only
-- instances that are still stuck at its end count as stuck. A row a type, so that none loses some of its steps to
-- others.
-- include workflow-names
,
-- include workflow-timeouts
SELECT
  type,
  arraySlice(
    arraySort(
      group -> (-group.3, group.1, group.2),
      groupArrayIf((state, bucket, toInt64(number), stuck, silentest, silentestId), what = 3)),
    1, 10000) AS open,
  if(
    row_number() OVER (ORDER BY sumIf(number, what < 3) DESC, type) <= 2000,
    groupArrayIf((what, bucket, number), what < 3), []) AS steps
FROM (
  SELECT
    names[typeCode] AS type,
    moment.1 AS what,
    moment.2 AS state,
    moment.3 AS bucket,
    count() AS number,
    countIf(timeout > 0 AND silentMs > timeout) AS stuck,
    max(silentMs) AS silentest,
    argMax(anyId, (silentMs, anyId)) AS silentestId
  FROM (
    SELECT
      *,
      arrayConcat(
        arrayMap(
          moment -> (moment.1, '', intDiv(moment.2, {stepMs:Int64} * 1000000) * {stepMs:Int64}),
          arrayFilter(
            moment -> moment.2 >= toUnixTimestamp64Nano({start:DateTime64(9, 'UTC')})
              AND moment.2 < toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')}),
            arrayConcat(
              arrayResize([(0, began)], 1 - isOlder),
              multiIf(isOver, [(1, last)], timeout > 0, [(2, last + toInt64(timeout * 1000000))], [])))),
        arrayResize([(3, state, age)], 1 - isOver)) AS moments
    FROM (
      SELECT
        *,
        toUInt64(bitShiftRight(lastRecord, 128)) >= 9223372036854775808 AS isOver,
        [
          0
          , instance IN ( -- when looksBack
            -- include workflow-older
            )
        ][-1] AS isOlder,
        timeouts[names[typeCode]] AS timeout,
        toInt64(bitShiftRight(lastRecord, 192)) AS last,
        (toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')}) - last) / 1000000 AS silentMs,
        [
          ''
          , names[stateCode] -- if buckets
        ][-1] AS state,
        [
          toInt64(0)
          , roundDown(toInt64(silentMs), {buckets:Array(Int64)}) -- if buckets
        ][-1] AS age
      FROM (
        SELECT
          instance,
          any(transform(toString(name), names, arrayEnumerate(names), 1)) AS typeCode,
          any(id) AS anyId,
          toInt64(bitShiftRight(min(arrayMin(known)), 192)) AS began,
          transform( -- if buckets
            toUInt64(bitShiftRight(max(arrayMax(arrayFilter(
              event -> toUInt64(bitShiftRight(event, 128)) % 9223372036854775808 != stateHashes[1], known))), 128))
              % 9223372036854775808,
            stateHashes, arrayEnumerate(names), 1) AS stateCode,
          max(arrayMax(known)) AS lastRecord
        -- include workflow-known
        GROUP BY instance)))
  ARRAY JOIN moments AS moment
  GROUP BY type, what, state, bucket)
GROUP BY type
ORDER BY sumIf(number, what = 3) DESC, type
LIMIT 10000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
