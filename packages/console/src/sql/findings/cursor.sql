-- The time of receipt, in Unix seconds, up to which traces were judged.
SELECT toUnixTimestamp(max(until)) AS until FROM finding_cursor
