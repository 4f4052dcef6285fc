-- Open instances at the end of the range by type, and with `buckets` by state and time without a record, too: these are
-- the lower bounds of these times in ms. Stuck: without a record for longer than the type's timeout.
-- include workflow-names
,
-- include workflow-timeouts
SELECT
  names[typeCode] AS type,
  names[stateCode] AS state, -- if buckets
  roundDown(toInt64(silentMs), {buckets:Array(Int64)}) AS bucket, -- if buckets
  count() AS open,
  countIf(timeouts[names[typeCode]] > 0 AND silentMs > timeouts[names[typeCode]]) AS stuck,
  max(silentMs) AS oldestMs,
  argMax(anyId, (silentMs, anyId)) AS oldest
FROM (
  SELECT
    instance,
    any(transform(toString(name), names, arrayEnumerate(names), 1)) AS typeCode,
    any(id) AS anyId,
    max(arrayMax(known)) AS lastRecord,
    transform(
      toUInt64(bitShiftRight(max(arrayMax(arrayFilter(
        event -> toUInt64(bitShiftRight(event, 128)) % 9223372036854775808 != stateHashes[1], known))), 128))
        % 9223372036854775808,
      stateHashes, arrayEnumerate(names), 1) AS stateCode,
    (
      toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')}) - toInt64(bitShiftRight(lastRecord, 192))
    ) / 1000000 AS silentMs
  -- include workflow-known
  GROUP BY instance
  HAVING toUInt64(bitShiftRight(lastRecord, 128)) < 9223372036854775808)
GROUP BY type
  , state, bucket -- if buckets
ORDER BY open DESC, type
  , state, bucket -- if buckets
LIMIT 10000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
