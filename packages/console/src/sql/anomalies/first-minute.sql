-- The first minute of the range that has spans or business records, in Unix seconds; 0 when none has.
SELECT least(
  coalesce(
    (SELECT toUnixTimestamp(minOrNull(minute)) FROM service_red
      WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')), 4294967295),
  coalesce(
    (SELECT toUnixTimestamp(toStartOfMinute(minOrNull(ts))) FROM business_events
      WHERE ts >= toDateTime64({from:UInt32}, 9, 'UTC') AND ts < toDateTime64({to:UInt32}, 9, 'UTC')), 4294967295),
  coalesce(
    (SELECT toUnixTimestamp(toStartOfMinute(minOrNull(ts))) FROM samples
      WHERE ts >= toDateTime64({from:UInt32}, 9, 'UTC') AND ts < toDateTime64({to:UInt32}, 9, 'UTC')), 4294967295)
  ) AS first
